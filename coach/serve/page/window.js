// Around the script of textual-serve, which marks the page's body when it draws and when it is over.
"use strict";

async function sayWhy() {
  let reply = { state: "gone", failure: "" };
  try {
    reply = await (await fetch("/state")).json();
  } catch {
    // Nobody answers: Coach does not run any more.
  }
  const words = document.getElementById(reply.state).dataset;
  document.getElementById("why").textContent = words.title;
  document.getElementById("next").textContent = reply.failure || words.about;
  document.querySelector("#over form").hidden = reply.state === "gone";
  const over = document.getElementById("over");
  over.hidden = false;
  over.querySelector("button").focus();
}

window.addEventListener("load", () => {
  const marks = new MutationObserver(() => {
    const list = document.body.classList;
    if (list.contains("-closed")) {
      marks.disconnect();
      sayWhy();
    } else if (list.contains("-first-byte")) {
      // So that keys work at once, without a click.
      document.querySelector(".xterm-helper-textarea").focus();
    }
  });
  marks.observe(document.body, { attributes: true, attributeFilter: ["class"] });
});
