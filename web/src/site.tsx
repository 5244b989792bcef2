// What every page gets: search as you type, buttons that copy, tables that sort and filter.

import { enhanceSearch } from "./search/combobox";
import { enhanceSearchPage } from "./search/page";
import { enhanceCopies } from "./shared/copying";
import { enhanceTables } from "./shared/tables";
import "./shared/site.css";

const input = document.querySelector<HTMLInputElement>("#search input#q");
if (input?.form) enhanceSearch(input);
enhanceSearchPage();
enhanceCopies(document);
enhanceTables(document);
