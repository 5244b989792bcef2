// The editor: CodeMirror within a shadow root, where its styles hold under the policy of the page.

import {
  acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, type Completion,
  type CompletionContext, type CompletionResult, completionKeymap, completionStatus,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import {
  HighlightStyle, bracketMatching, indentOnInput, indentUnit, syntaxHighlighting,
} from "@codemirror/language";
import { type Diagnostic, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import {
  EditorView, drawSelection, highlightActiveLine, hoverTooltip, keymap, lineNumbers, tooltips,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { offer } from "./completion";
import { type Fault, findRefusal, findUndeclared } from "./faults";
import { sparql } from "./language";
import { type Terms, describeName } from "./terms";
import { readTokens } from "./tokens";

export interface EditorEvents {
  onRun: () => void;
  onChange: (text: string) => void;
  // Called with what the term at the cursor means, in words; "" where there is none.
  onExplain: (words: string) => void;
}

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--query-keyword)", fontWeight: "bold" },
  { tag: tags.variableName, color: "var(--query-variable)" },
  { tag: tags.propertyName, color: "var(--query-name)" },
  { tag: tags.string, color: "var(--query-text)" },
  { tag: tags.url, color: "var(--query-text)", textDecoration: "underline" },
  { tag: tags.number, color: "var(--query-number)" },
  { tag: tags.meta, color: "var(--query-number)" },
  { tag: tags.comment, color: "var(--query-comment)", fontStyle: "italic" },
  { tag: [tags.operator, tags.bracket], color: "var(--query-ink)" },
]);

const mono = "ui-monospace, 'Cascadia Mono', Consolas, 'DejaVu Sans Mono', monospace";
const theme = EditorView.theme({
  "&": {
    color: "var(--query-ink)", backgroundColor: "var(--query-paper)", fontSize: "0.95rem",
    border: "1px solid var(--query-line)", borderRadius: "6px", maxHeight: "32rem",
  },
  "&.cm-focused": { outline: "3px solid var(--query-focus)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: mono, lineHeight: "1.5", overflow: "auto" },
  ".cm-content": { minHeight: "14rem", caretColor: "var(--query-ink)" },
  ".cm-cursor": { borderLeftColor: "var(--query-ink)", borderLeftWidth: "2px" },
  ".cm-gutters": {
    backgroundColor: "var(--query-paper)", color: "var(--query-comment)", border: "none",
  },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--query-active)" },
  "&.cm-focused .cm-matchingBracket, .cm-matchingBracket": {
    backgroundColor: "var(--query-match)", outline: "1px solid var(--query-focus)",
  },
  "&.cm-focused .cm-nonmatchingBracket": {
    backgroundColor: "transparent", outline: "2px dashed var(--query-fault)",
  },
  ".cm-selectionBackground": { background: "var(--query-selection)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    background: "var(--query-selection)",
  },
  ".cm-lintRange-error": {
    backgroundImage: "none", textDecoration: "underline wavy 2px var(--query-fault)",
    textUnderlineOffset: "3px",
  },
  ".cm-lintPoint-error:after": { borderBottomColor: "var(--query-fault)" },
  ".cm-tooltip": {
    backgroundColor: "var(--query-paper)", color: "var(--query-ink)", maxWidth: "30rem",
    border: "1px solid var(--query-line)", borderRadius: "6px", overflow: "hidden",
  },
  ".cm-tooltip-hover": { padding: "0" },
  ".cm-explained": { padding: "0.4rem 0.6rem", fontSize: "0.9rem", fontFamily: "system-ui" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--query-fault)", fontFamily: "system-ui" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: mono, maxHeight: "16rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
    padding: "4px 8px", minHeight: "24px", boxSizing: "border-box",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--query-chosen)", color: "var(--query-chosen-ink)",
  },
  ".cm-completionDetail": { fontStyle: "normal", fontFamily: "system-ui", marginLeft: "1em" },
  ".cm-completionIcon": { display: "none" },
  ".cm-completionInfo": { padding: "0.4rem 0.6rem", fontFamily: "system-ui" },
});

// Puts what is typed in the place of what is selected. Left to itself, Chromium dresses it in a
// style of its own, which the policy of the page refuses with a report.
function typeOver(event: InputEvent, view: EditorView): boolean {
  const { from, to, empty } = view.state.selection.main;
  if (event.inputType !== "insertText" || !event.data || view.composing || empty) return false;
  const text = event.data;
  const insert = () => view.state.update(view.state.replaceSelection(text), {
    userEvent: "input.type", scrollIntoView: true,
  });
  const handlers = view.state.facet(EditorView.inputHandler);
  if (!handlers.some((handle) => handle(view, from, to, text, insert))) view.dispatch(insert());
  event.preventDefault();
  return true;
}

export class Editor {
  readonly view: EditorView;
  private terms: Terms;

  constructor(host: HTMLElement, text: string, terms: Terms, events: EditorEvents) {
    this.terms = terms;
    const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
    const state = EditorState.create({ doc: text, extensions: this.extend(events) });
    this.view = new EditorView({ state, parent: root, root });
  }

  get text(): string {
    return this.view.state.doc.toString();
  }

  // Puts another text into the editor; it can be undone.
  replace(text: string): void {
    if (text === this.text) return;
    this.view.dispatch({
      changes: { from: 0, to: this.view.state.doc.length, insert: text },
      selection: { anchor: 0 },
      scrollIntoView: true,
    });
  }

  // Underlines the token at a fault and puts the cursor there; null takes the line away.
  mark(fault: Fault | null): void {
    clearTimeout(this.warned);
    const diagnostics = fault?.line ? [this.diagnose(fault)] : [];
    this.view.dispatch(setDiagnostics(this.view.state, diagnostics));
    const [first] = diagnostics;
    if (first) this.view.dispatch({ selection: { anchor: first.from }, scrollIntoView: true });
  }

  focus(): void {
    this.view.focus();
  }

  private diagnose(fault: Fault): Diagnostic {
    const { doc } = this.view.state;
    const line = doc.line(Math.min(Math.max(fault.line, 1), doc.lines));
    let from = Math.min(line.from + Math.max(fault.column - 1, 0), line.to);
    const token = readTokens(this.text).find((one) => one.start === from);
    const to = token ? from + token.text.length : Math.min(from + 1, doc.length);
    // At the end of the text there is nothing to underline but what comes before.
    if (from === to && from > 0) from -= 1;
    return { from, to, severity: "error", message: `${fault.message} ${fault.remedy}` };
  }

  private extend(events: EditorEvents) {
    return [
      lineNumbers(), history(), drawSelection(), indentOnInput(), indentUnit.of("  "),
      bracketMatching(), closeBrackets(), highlightActiveLine(), EditorView.lineWrapping,
      sparql, syntaxHighlighting(colours), theme,
      // Fixed ones would be cut off by the frame of the editor.
      tooltips({ position: "absolute" }),
      autocompletion({
        override: [(context) => this.complete(context)], icons: false, maxRenderedOptions: 60,
      }),
      hoverTooltip((view, place) => this.explain(view, place)),
      EditorView.contentAttributes.of({
        "aria-label": "SPARQL query. Control and Enter runs it; Escape, then Tab leaves it.",
        spellcheck: "false", autocorrect: "off", autocapitalize: "off", tabindex: "0",
      }),
      EditorView.domEventHandlers({ beforeinput: typeOver }),
      keymap.of([
        { key: "Ctrl-Enter", mac: "Cmd-Enter", run: () => (events.onRun(), true) },
        { key: "Ctrl-Enter", run: () => (events.onRun(), true) },
        // Tab takes what is offered; where nothing is, it leaves the editor as everywhere else.
        {
          key: "Tab",
          run: (view) => completionStatus(view.state) === "active" && acceptCompletion(view),
        },
        ...closeBracketsKeymap, ...completionKeymap, ...lintKeymap, ...historyKeymap,
        ...defaultKeymap.filter((binding) => binding.key !== "Mod-Enter"),
      ]),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) events.onChange(update.state.doc.toString());
        if (update.docChanged) this.warn();
        if (update.docChanged || update.selectionSet) {
          events.onExplain(this.describe(update.state.selection.main.head));
        }
      }),
    ];
  }

  private complete(context: CompletionContext): CompletionResult | null {
    const text = context.state.doc.toString();
    const found = offer(text, context.pos, this.terms, context.explicit);
    if (!found) return null;
    const options = found.options.map((option, at): Completion => ({
      label: option.label,
      apply: option.apply,
      detail: option.detail,
      type: option.type,
      // They are in order already.
      boost: 99 - at,
      ...(option.info ? { info: option.info } : {}),
    }));
    return { from: found.from, options, filter: false };
  }

  private describe(place: number): string {
    const token = readTokens(this.text).find(
      (one) => one.start <= place && place <= one.start + one.text.length && one.kind === "name",
    );
    return token ? describeName(token.text, this.terms) : "";
  }

  private explain(_view: EditorView, place: number) {
    const words = this.describe(place);
    if (!words) return null;
    return {
      pos: place,
      above: true,
      create: () => {
        const dom = document.createElement("div");
        dom.className = "cm-explained";
        dom.textContent = words;
        return { dom };
      },
    };
  }

  private warned: ReturnType<typeof setTimeout> | undefined;

  // Underlines, after a pause, what would be refused; the engine says the rest when it is run.
  private warn(): void {
    clearTimeout(this.warned);
    this.warned = setTimeout(() => {
      const { text } = this;
      const fault = text.trim()
        ? (findRefusal(text) ?? findUndeclared(text, this.terms.prefixes)) : null;
      const diagnostics = fault ? [this.diagnose(fault)] : [];
      this.view.dispatch(setDiagnostics(this.view.state, diagnostics));
    }, 900);
  }
}
