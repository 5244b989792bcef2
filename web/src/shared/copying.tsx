// Buttons that copy what stands in an element: a citation, a query, a permanent link.

import { render } from "preact";
import { useRef, useState } from "preact/hooks";

interface CopyProps {
  /** What is copied, in a word that completes "Copy …". */
  what: string;
  /** Called when the button is pressed. */
  text: () => string;
}

/** A button that copies a text and says so, aloud too. */
export function CopyButton({ what, text }: CopyProps) {
  const [said, setSaid] = useState("");
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const copy = async () => {
    if (timer.current !== null) clearTimeout(timer.current);
    setSaid((await writeClipboard(text())) ? "Copied" : "Not copied: select the text instead");
    timer.current = setTimeout(() => setSaid(""), 4000);
  };
  return (
    <span class="copy">
      <button type="button" onClick={copy}>
        Copy {what}
      </button>{" "}
      <span role="status">{said}</span>
    </span>
  );
}

async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Pages that came over plain http may not use the clipboard itself.
    return writeBySelection(text);
  }
}

function writeBySelection(text: string): boolean {
  const field = document.createElement("textarea");
  const focused = document.activeElement;
  field.value = text;
  field.className = "unseen";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return done;
}

/** Put a button behind every element with `data-copy="citation"`, which names what it holds. */
export function enhanceCopies(within: ParentNode): void {
  for (const element of within.querySelectorAll<HTMLElement>("[data-copy]")) {
    const place = document.createElement("p");
    element.after(place);
    const text = () => (element.innerText || element.textContent || "").trim();
    render(<CopyButton what={element.dataset["copy"] || "text"} text={text} />, place);
  }
}
