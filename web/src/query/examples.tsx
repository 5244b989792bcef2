// The saved questions: found by a word or by subject, with a form for what they are asked about.

import { useMemo, useState } from "preact/hooks";
import type { Parameter, Question, Terms } from "./terms";

export function Examples({ terms, chosen, onChoose }: {
  terms: Terms;
  chosen: string;
  onChoose: (question: Question) => void;
}) {
  const [wanted, setWanted] = useState("");
  const found = useMemo(() => find(terms.questions, wanted), [terms, wanted]);
  const subjects = [...new Set(found.map((one) => one.subject))];
  return (
    <section class="query-examples" id="examples" aria-labelledby="examples-title">
      <h2 id="examples-title">Saved questions</h2>
      <label for="examples-search">Find a question</label>
      <input type="search" id="examples-search" value={wanted} autocomplete="off"
        onInput={(event) => setWanted(event.currentTarget.value)} />
      <p role="status">{`${found.length} of ${terms.questions.length} questions`}</p>
      <div class="query-list" tabIndex={0} role="region" aria-label="List of saved questions">
        {subjects.map((subject) => (
          <details key={subject} open={wanted !== "" || subject === subjects[0]}>
            <summary>{subject}</summary>
            <ul>
              {found.filter((one) => one.subject === subject).map((one) => (
                <li key={one.name}>
                  <button type="button" aria-pressed={one.name === chosen}
                    onClick={() => onChoose(one)} title={one.question}>
                    {one.title}
                  </button>
                </li>
              ))}
            </ul>
          </details>
        ))}
      </div>
    </section>
  );
}

// Returns the questions whose words hold every word that is wanted.
export function find(questions: Question[], wanted: string): Question[] {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  return questions.filter((one) => {
    const text = `${one.name} ${one.title} ${one.question} ${one.subject}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

// Few enough to be listed in a menu.
const MENU = 60;

export function ParameterForm({ question, terms, values, onChange, onAsk }: {
  question: Question;
  terms: Terms;
  values: Record<string, string>;
  onChange: (values: Record<string, string>) => void;
  onAsk: () => void;
}) {
  const parameters = question.parameters ?? [];
  return (
    <form class="query-parameters" onSubmit={(event) => {
      event.preventDefault();
      onAsk();
    }}>
      <p>
        <strong>{question.title}</strong>
        {`. ${question.question}`}
      </p>
      {question.note && <p class="query-soft">{question.note}</p>}
      {parameters.map((parameter) => (
        <Field key={`${question.name} ${parameter.name}`} parameter={parameter} terms={terms}
          value={values[parameter.name] ?? ""}
          onChange={(value) => onChange({ ...values, [parameter.name]: value })} />
      ))}
      {parameters.length > 0 && <button type="submit">Ask with these values</button>}
    </form>
  );
}

function Field({ parameter, terms, value, onChange }: {
  parameter: Parameter;
  terms: Terms;
  value: string;
  onChange: (value: string) => void;
}) {
  const id = `parameter-${parameter.name}`;
  const things = terms.lists[parameter.kind];
  const label = <label for={id}>
    {`${parameter.name.replaceAll("_", " ")}: ${parameter.meaning}`}
    {parameter.optional && " (may be left out)"}
  </label>;
  if (things && things.length <= MENU) {
    return (
      <div>
        {label}
        <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
          {parameter.optional && <option value="">any</option>}
          {things.map(([code, name]) => <option key={code} value={code}>{name}</option>)}
        </select>
      </div>
    );
  }
  if (things) {
    return <Named id={id} label={label} things={things} value={value} onChange={onChange}
      required={!parameter.optional} />;
  }
  const type = { integer: "number", date: "date" }[parameter.kind] ?? "text";
  return (
    <div>
      {label}
      <input id={id} type={type} min={type === "number" ? 0 : undefined} value={value}
        required={!parameter.optional} maxLength={200}
        onInput={(event) => onChange(event.currentTarget.value)} />
    </div>
  );
}

// A field for one of many things, by name or code.
function Named({ id, label, things, value, onChange, required }: {
  id: string;
  label: preact.ComponentChildren;
  things: [string, string][];
  value: string;
  onChange: (value: string) => void;
  required: boolean;
}) {
  const name = (code: string) => {
    const found = things.find(([one]) => one === code);
    return found ? `${found[1]} (${found[0]})` : code;
  };
  const [typed, setTyped] = useState(name(value));
  return (
    <div>
      {label}
      <input id={id} list={`${id}-list`} value={typed} required={required} autocomplete="off"
        onInput={(event) => {
          const text = event.currentTarget.value;
          setTyped(text);
          const found = things.find(([code, words]) => text === `${words} (${code})`
            || text.toLowerCase() === code.toLowerCase()
            || text.toLowerCase() === words.toLowerCase());
          event.currentTarget.setCustomValidity(
            found || (!text && !required) ? "" : "Choose one of the names in the list.");
          onChange(found ? found[0] : "");
        }} />
      <datalist id={`${id}-list`}>
        {things.map(([code, words]) => <option key={code} value={`${words} (${code})`} />)}
      </datalist>
    </div>
  );
}
