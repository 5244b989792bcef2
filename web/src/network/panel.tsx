// The key, which is the filters too: tick what is to be shown; nothing ticked lets all pass.

import { useMemo, useState } from "preact/hooks";
import { fold } from "../search/words";
import { formatNumber } from "../shared/formats";
import type { Network } from "./data";
import { Mark, LineMark } from "./marks";
import type { Choice, Dimension, Part } from "./select";

interface PanelProps {
  network: Network;
  part: Part;
  choice: Choice;
  change: (choice: Choice) => void;
}

const SEARCHED = 12; // options from which a list can be narrowed by typing

/** All filters but the date. */
export function Panel({ network, part, choice, change }: PanelProps) {
  const { file } = network;
  const toggle = (name: Dimension, codes: readonly string[], on: boolean) => {
    const chosen = new Set(choice[name]);
    for (const code of codes) {
      if (on) chosen.add(code);
      else chosen.delete(code);
    }
    change({ ...choice, [name]: chosen });
  };
  const present = useMemo(() => findPresent(network), [network]);
  return (
    <div class="network-filters">
      <p class="network-hint">
        This key is the filter too: tick what you want to see. Nothing ticked shows all.
      </p>
      <fieldset>
        <legend>Partnerships by care model</legend>
        <ul>
          {file.models.map(([code, label, colour, letter]) => (
            <Option
              key={code}
              label={label}
              count={part.counts.model.get(code) ?? 0}
              checked={choice.model.has(code)}
              onChange={(on) => toggle("model", [code], on)}
              mark={<Mark outlines={file.marks} mark="square" colour={colour} letter={letter} />}
            />
          ))}
        </ul>
      </fieldset>
      <fieldset>
        <legend>Organisations by type</legend>
        <ul>
          {file.families.map(([label, colour, mark], family) => {
            const types = file.types.filter(([, , at]) => at === family);
            if (!types.length) return null;
            const codes = types.map(([code]) => code);
            const on = codes.filter((code) => choice.type.has(code)).length;
            const total = codes.reduce((sum, code) => sum + (part.counts.type.get(code) ?? 0), 0);
            return (
              <li key={label}>
                <OptionLine
                  label={label}
                  count={total}
                  checked={on === codes.length}
                  partly={on > 0 && on < codes.length}
                  onChange={(ticked) => toggle("type", codes, ticked)}
                  mark={<Mark outlines={file.marks} mark={mark} colour={colour} />}
                />
                {types.length > 1 && (
                  <details class="network-types">
                    <summary>
                      {types.length} types<span class="unseen"> of {label}</span>
                    </summary>
                    <ul>
                      {types.map(([code, name]) => (
                        <Option
                          key={code}
                          label={name}
                          count={part.counts.type.get(code) ?? 0}
                          checked={choice.type.has(code)}
                          onChange={(ticked) => toggle("type", [code], ticked)}
                        />
                      ))}
                    </ul>
                  </details>
                )}
              </li>
            );
          })}
        </ul>
      </fieldset>
      <fieldset>
        <legend>Lines</legend>
        <ul class="network-lines">
          <li>
            <LineMark lead /> Lead of the partnership
          </li>
          <li>
            <LineMark /> Member
          </li>
          <li>
            <LineMark inferred /> Inferred, not printed so
          </li>
        </ul>
        <ul>
          <OptionItem>
            <label>
              <input
                type="checkbox"
                checked={choice.supporters}
                onChange={(event) =>
                  change({ ...choice, supporters: event.currentTarget.checked })
                }
              />
              <span>Supporters too (evaluators, innovation networks)</span>
            </label>
          </OptionItem>
        </ul>
      </fieldset>
      <List name="role" words="Role" {...{ present, part, choice, toggle }} options={file.roles} />
      <List
        name="region"
        words="Region"
        {...{ present, part, choice, toggle }}
        options={file.regions}
      />
      <List
        name="service"
        words="Clinical service"
        {...{ present, part, choice, toggle }}
        options={file.services}
      />
    </div>
  );
}

/** The options that occur in the network at all. */
function findPresent(network: Network): Record<"role" | "region" | "service", Set<string>> {
  const regions = new Set(network.nodes.map((node) => node.region));
  for (const [code, , wider] of network.file.regions) {
    if (regions.has(code)) wider.forEach((one) => regions.add(one));
  }
  return {
    role: new Set(network.links.flatMap((link) => link.members.map((one) => one.role))),
    region: regions,
    service: new Set(network.file.services.map(([code]) => code)),
  };
}

interface ListProps {
  name: "role" | "region" | "service";
  words: string;
  options: readonly (readonly [string, string, ...unknown[]])[];
  present: Record<"role" | "region" | "service", Set<string>>;
  part: Part;
  choice: Choice;
  toggle: (name: Dimension, codes: readonly string[], on: boolean) => void;
}

function List({ name, words, options, present, part, choice, toggle }: ListProps) {
  const [sought, setSought] = useState("");
  const [open, setOpen] = useState(choice[name].size > 0);
  const there = options.filter(([code]) => present[name].has(code));
  if (!there.length) return null;
  const shown = there.filter(([, label]) => fold(label).includes(fold(sought.trim())));
  const ticked = choice[name].size;
  return (
    <details
      class="network-list"
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        {words}
        {ticked > 0 && <span class="network-ticked"> {formatNumber(ticked)} ticked</span>}
      </summary>
      {open && (
        <fieldset>
          <legend class="unseen">{words}</legend>
          {there.length > SEARCHED && (
            <input
              type="search"
              class="network-narrow"
              aria-label={`Narrow the list: ${words.toLowerCase()}`}
              placeholder="Narrow this list"
              maxLength={100}
              value={sought}
              onInput={(event) => setSought(event.currentTarget.value)}
            />
          )}
          <ul class="network-scroll" tabIndex={-1}>
            {shown.map(([code, label]) => (
              <Option
                key={code}
                label={label}
                count={part.counts[name].get(code) ?? 0}
                checked={choice[name].has(code)}
                onChange={(on) => toggle(name, [code], on)}
              />
            ))}
          </ul>
        </fieldset>
      )}
    </details>
  );
}

interface OptionProps {
  label: string;
  count: number;
  checked: boolean;
  partly?: boolean;
  mark?: preact.ComponentChild;
  onChange: (on: boolean) => void;
}

function OptionItem({ children }: { children: preact.ComponentChildren }) {
  return <li>{children}</li>;
}

function Option(props: OptionProps) {
  return (
    <li>
      <OptionLine {...props} />
    </li>
  );
}

function OptionLine({ label, count, checked, partly = false, mark, onChange }: OptionProps) {
  return (
    <label class={count || checked ? undefined : "none"}>
      <input
        type="checkbox"
        checked={checked}
        ref={(box) => {
          if (box) box.indeterminate = partly;
        }}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {mark}
      <span>{label}</span>
      <span class="count">
        <span class="unseen">: </span>
        {formatNumber(count)}
      </span>
    </label>
  );
}
