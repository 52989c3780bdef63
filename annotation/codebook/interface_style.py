"""How the labeling screen looks: the sentence first, everything on one screen of 1400 by 900."""

from typing import Final

# Label Studio's own color variables, so that its dark theme works; its class names where it gives no other hold.
STYLE: Final = """
.ns { max-width: 1180px; margin: 0 auto; font-size: 15px; color: var(--color-neutral-content); }
.ns h4 { margin: 0 !important; font-size: inherit; font-weight: inherit; line-height: inherit; letter-spacing: 0; }
.ns-headline { font-size: 14px; font-weight: 600; line-height: 20px; color: var(--color-neutral-content-subtler);
  margin-bottom: 4px; padding-left: 26px; }
.ns .lsf-htx-richtext { padding: 0; line-height: inherit; font-size: inherit; }
.ns-context { font-size: 14px; line-height: 20px; padding-left: 18px; color: var(--color-neutral-content-subtler); }
.ns-context .lsf-htx-richtext { color: inherit; }
.ns-sentence { font-size: 21px; font-weight: 500; line-height: 32px; margin: 8px 0; padding: 2px 0 2px 14px;
  border-left: 4px solid var(--color-primary-border); }
.ns-title { font-size: 11px; font-weight: 600; line-height: 16px; letter-spacing: .08em; text-transform: uppercase;
  color: var(--color-neutral-content-subtler); }
.ns-title h4 { letter-spacing: inherit; }
.ns-ask { font-size: 15px; font-weight: 600; line-height: 20px; margin-bottom: 6px; overflow-wrap: anywhere; }
.ns-questions { display: grid; grid-template-columns: repeat(auto-fit, minmax(250px, 1fr)); gap: 14px 28px;
  margin-top: 12px; padding-top: 12px; border-top: 1px solid var(--color-neutral-border); }
.ns-follow-up { margin-top: 10px; padding-left: 12px; border-left: 2px solid var(--color-primary-border); }
.ns-follow-up .ns-title, .ns-follow-up .ns-ask { display: inline-block; margin: 0 8px 0 0; line-height: 24px; }
.ns-follow-up .lsf-choices { display: flex; flex-wrap: wrap; }
.ns-marks .ns-question { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 10px;
  margin-top: 12px; padding-left: 26px; }
.ns-marks .ns-ask { margin: 0; font-size: 14px; font-weight: 400; color: var(--color-neutral-content-subtler); }
.ns-marks .lsf-labels { display: flex; flex-wrap: wrap; gap: 6px; margin: 0; }
.ns-marks .lsf-label { margin: 0; }
.ns .lsf-choices { margin: 0; }
.ns .lsf-choice { line-height: 28px !important; margin: 0 0 0 -8px; }
.ns .lsf-choice__checkbox { display: flex !important; align-items: center; margin: 0; padding: 0 8px;
  min-height: 28px; border-radius: 6px; font-weight: 400; }
.ns .lsf-choice__checkbox:hover { background: var(--color-neutral-surface); }
.ns .lsf-choice__checkbox.ant-radio-wrapper-checked { background: var(--color-primary-emphasis-subtle);
  font-weight: 600; }
.ns .lsf-choice__checkbox .ant-radio { top: 0; align-self: center; }
/* no child selectors: Label Studio would read the sign as an entity */
.ns .lsf-choice__checkbox span:not([class]) span { display: inline-flex; align-items: center; }
.ns .lsf-choice .lsf-hint { order: -1; min-width: 28px; top: 0; font-size: 13px; font-weight: 400;
  font-family: ui-monospace, "DejaVu Sans Mono", monospace; color: var(--color-neutral-content-subtler); }
.ns .ns-follow-up .lsf-choice { margin-right: 8px; }
.ns .ns-follow-up .lsf-choice__checkbox { padding: 0 4px 0 8px; }
.ns .ns-follow-up .lsf-choice .lsf-hint { min-width: 24px; }
.ns-comment { margin: 12px -4px 0; }
.ns-said { font-size: 14px; line-height: 20px; margin: 0 0 6px; overflow-wrap: anywhere; }
.ns-open { font-weight: 600; padding-left: 8px; border-left: 4px solid var(--color-warning-border, #d97706); }
.ns-agreed { color: var(--color-neutral-content-subtler); padding-left: 12px; }
.ns-marks .ns-said { order: 1; flex-basis: 100%; margin: 0 0 0 -12px; }
.ns-remarks { font-size: 14px; line-height: 20px; margin: 8px 0 0; padding-left: 14px; }
.ns-comment .ant-form-item, .ns-comment form { margin: 0; padding: 0; }
.ns-context:has(.lsf-richtext__line:empty), .ns-headline:has(h4:empty), .ns-open:has(h4:empty),
.ns-agreed:has(h4:empty) { display: none; }
"""
