// A field for the name of an organisation that offers what a text may mean, after the pattern
// "editable combobox with list autocomplete" of the ARIA Authoring Practices.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { Finder, Match } from "../search/find";
import { MOST_OFFERED, settle } from "./ends";

interface Props {
  label: string;
  name: string;
  finder: Finder;
  /** What stands in the field: a name, or what was typed. */
  text: string;
  /** What is wrong with it; "" for nothing. */
  fault: string;
  onText: (text: string) => void;
  onPick: (id: string) => void;
}

export function Combobox({ label, name, finder, text, fault, onText, onPick }: Props) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [offered, setOffered] = useState<Match[]>([]);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const option = (place: number) => `${id}-${place}`;

  const offer = (typed: string) => {
    const found = finder.find(typed, MOST_OFFERED);
    setOffered(found);
    setOpen(found.length > 0);
    setActive(-1);
  };
  const close = () => {
    setOpen(false);
    setActive(-1);
  };
  const pick = (match: Match) => {
    close();
    onPick(match.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) {
      event.preventDefault();
      if (!open) {
        offer(input.current!.value);
        return;
      }
      // One place more than there are options: the field itself.
      const places = offered.length + 1;
      setActive(((active + 1 + move + places) % places) - 1);
    } else if (event.key === "Enter" && open) {
      const chosen = offered[active] ?? settle(finder, input.current!.value);
      if (chosen) {
        event.preventDefault();
        pick(chosen);
      } else close();
    } else if (event.key === "Escape") {
      if (open) {
        event.preventDefault();
        close();
      } else if (text) onText("");
    } else if (event.key === "Tab" && offered[active]) pick(offered[active]);
  };
  useEffect(() => {
    // The field that the fault was found in has the focus: offer what may be meant.
    if (fault && document.activeElement === input.current) offer(input.current!.value);
  }, [fault]);
  useEffect(() => {
    if (active >= 0) document.getElementById(option(active))?.scrollIntoView({ block: "nearest" });
  }, [active]);

  return (
    <div class="chain-end">
      <label for={id}>{label}</label>
      <input
        ref={input}
        id={id}
        name={name}
        type="text"
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-activedescendant={open && active >= 0 ? option(active) : undefined}
        aria-invalid={fault ? true : undefined}
        aria-describedby={fault ? `${id}-fault` : undefined}
        autocomplete="off"
        spellcheck={false}
        maxLength={200}
        placeholder="Name, former name or code"
        value={text}
        onInput={(event) => {
          onText(event.currentTarget.value);
          offer(event.currentTarget.value);
        }}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          event.currentTarget.select();
          // What was typed elsewhere, in an address say, has not been offered anything yet.
          if (fault) offer(event.currentTarget.value);
        }}
        onBlur={close}
      />
      {fault && (
        <p class="fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
      <ul id={`${id}-list`} role="listbox" aria-label={`${label}: organisations`} hidden={!open}>
        {offered.map((match, place) => (
          <li
            key={match.id}
            id={option(place)}
            role="option"
            aria-selected={place === active}
            // The field keeps the focus.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => pick(match)}
          >
            {match.label} <span class="code">{match.id}</span>
            {match.name !== match.label && match.name !== match.id && (
              <span class="also"> also: {match.name}</span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
