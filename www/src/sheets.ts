// The style sheets of the element's shadow root, shared by all elements of a page.

import base from "../styles/base.css";
import check from "../styles/check.css";
import diagram from "../styles/diagram.css";
import gallery from "../styles/gallery.css";
import help from "../styles/help.css";
import history from "../styles/history.css";
import panel from "../styles/panel.css";
import poster from "../styles/poster.css";
import share from "../styles/share.css";
import stage from "../styles/stage.css";
import tokens from "../styles/tokens.css";

try {
  CSS.registerProperty({ name: "--paxos-rem", syntax: "<length>", inherits: true, initialValue: "16px" });
} catch {
  // The script is in the page twice.
}

/** A rem is the host document's, which may have made it anything. Here it's the size of text that the reader chose. */
export const sheets = [tokens, base, stage, panel, check, history, diagram, help, gallery, share, poster].map((css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css.replaceAll(/(?<![\w.-])(-?\d*\.?\d+)rem\b/g, "calc($1 * var(--paxos-rem))"));
  return sheet;
});
