document.querySelectorAll("[data-chart]").forEach(function (chart) {
  var tip = chart.querySelector(".tip");
  var plot = chart.querySelector(".plot");
  var inner = chart.querySelector(".inner");
  function shown() {
    return Array.from(chart.querySelectorAll(".point")).filter(function (p) { return !p.hidden; });
  }
  function tell(point) {
    tip.textContent = point.getAttribute("aria-label");
    tip.hidden = false;
    var place = inner.offsetLeft + point.offsetLeft;
    var most = plot.clientWidth - tip.offsetWidth;
    tip.style.left = Math.max(0, Math.min(place - tip.offsetWidth / 2, most)) + "px";
    tip.style.top = Math.max(0, inner.offsetTop + point.offsetTop - tip.offsetHeight - 14) + "px";
  }
  function hush() { tip.hidden = true; }
  function enter(point) {
    shown().forEach(function (p) { p.tabIndex = -1; });
    point.tabIndex = 0;
  }
  chart.addEventListener("mouseover", function (event) {
    if (event.target.classList.contains("point")) tell(event.target);
  });
  chart.addEventListener("mouseout", function (event) {
    if (event.target.classList.contains("point") && event.target !== document.activeElement) hush();
  });
  chart.addEventListener("focusin", function (event) {
    if (!event.target.classList.contains("point")) return;
    enter(event.target);
    tell(event.target);
  });
  chart.addEventListener("focusout", hush);
  chart.addEventListener("keydown", function (event) {
    if (event.key === "Escape") hush();
    if (!event.target.classList.contains("point")) return;
    var step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    var points = shown();
    var next = points[points.indexOf(event.target) + step];
    if (next) next.focus();
  });
  chart.querySelectorAll("[data-line]").forEach(function (button) {
    button.addEventListener("click", function () {
      var show = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(show));
      chart.querySelectorAll("[data-of]").forEach(function (mark) {
        if (mark.getAttribute("data-of") !== button.getAttribute("data-line")) return;
        mark.hidden = !show;
        mark.style.display = show ? "" : "none";
      });
      if (shown().length) enter(shown()[0]);
    });
  });
  if (shown().length) enter(shown()[0]);
});
