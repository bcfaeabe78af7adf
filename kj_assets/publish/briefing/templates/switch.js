(function () {
  var root = document.documentElement;
  function languageOf(hash) {
    var found = /^#(en|ko)(-|$)/.exec(hash);
    return found ? found[1] : null;
  }
  function show(language) {
    root.setAttribute("data-language", language);
    root.lang = language;
    document.title = document.getElementById(language).getAttribute("data-title");
  }
  function follow() {
    var language = languageOf(location.hash);
    if (!language) return;
    show(language);
    var target = document.getElementById(location.hash.slice(1));
    var moved = target && target.getAttribute("data-moved");
    if (moved) return location.replace(moved + location.hash);
    var folded = target && target.closest("details");
    if (folded) folded.open = true;
    if (target && location.hash.length > 3) target.scrollIntoView({ block: target.tagName === "TR" ? "center" : "start" });
    else window.scrollTo(0, 0);
  }
  document.querySelectorAll("[data-switch]").forEach(function (button) {
    function go(event) {
      event.preventDefault();
      var language = button.getAttribute("data-switch");
      var here = location.hash.slice(3);
      location.hash = "#" + language + here;
      show(language);
      document.querySelector('[data-face="' + language + '"] [data-switch]').focus();
    }
    button.addEventListener("click", go);
    button.addEventListener("keydown", function (event) {
      if (event.key === " ") go(event);
    });
  });
  var watch = new ResizeObserver(function (seen) {
    seen.forEach(function (one) {
      var region = one.target;
      region.previousElementSibling.hidden = region.scrollWidth <= region.clientWidth + 1;
    });
  });
  document.querySelectorAll(".more + .scroll").forEach(function (region) { watch.observe(region); });
  window.addEventListener("hashchange", follow);
  show(languageOf(location.hash) || (/^ko/.test(navigator.language || "") ? "ko" : "en"));
  follow();
})();
