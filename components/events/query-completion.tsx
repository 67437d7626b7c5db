import { useEffect, useRef } from "react";
import classes from "./query-completion.module.css";
import type { Offer, OfferGroup } from "./query-offers.ts";

interface Props {
  id: string;
  groups: OfferGroup[];
  /** Whether more of them are on their way. */
  isLoading: boolean;
  /** Index over all groups; -1 for none. */
  active: number;
  onActive: (at: number) => void;
  onAccept: (offer: Offer) => void;
}

export const optionId = (id: string, at: number): string => `${id}-${at}`;

/** The list beneath the bar; the text field keeps the focus and the keys. */
export function QueryCompletion({ id, groups, isLoading, active, onActive, onAccept }: Props) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector(`#${CSS.escape(optionId(id, active))}`)?.scrollIntoView({ block: "nearest" });
  }, [id, active]);
  let next = 0;
  return (
    <div className={classes.popup}>
      <div ref={list} id={id} className={classes.list} role="listbox" aria-label="Completions">
        {groups.map(({ name, offers }) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options is no fieldset
          <div key={name} role="group" aria-label={name}>
            <div className={classes.group} aria-hidden="true">
              {name}
            </div>
            {offers.map((offer) => {
              const at = next++;
              return (
                // biome-ignore lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the text field keeps the focus and the keys
                <div
                  key={offer.text}
                  id={optionId(id, at)}
                  role="option"
                  aria-selected={at === active}
                  className={classes.offer}
                  onMouseMove={() => onActive(at)}
                  onMouseDown={(event) => event.preventDefault()}
                  onClick={() => onAccept(offer)}
                >
                  <span className={classes.label}>{offer.label}</span>
                  {offer.detail ? <span className={classes.detail}>{offer.detail}</span> : null}
                </div>
              );
            })}
          </div>
        ))}
      </div>
      {isLoading ? <p className={classes.wait}>Looking for values …</p> : null}
      <Keys isChosen={active !== -1} />
    </div>
  );
}

const Keys = ({ isChosen }: { isChosen: boolean }) => (
  <div className={classes.keys} aria-hidden="true">
    <span>
      <kbd>↑</kbd> <kbd>↓</kbd> choose
    </span>
    <span>
      <kbd>Tab</kbd> complete
    </span>
    <span>
      <kbd>↵</kbd> {isChosen ? "complete" : "search"}
    </span>
    <span>
      <kbd>Esc</kbd> close
    </span>
  </div>
);
