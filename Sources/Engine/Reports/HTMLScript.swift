/// The one script of a page: the filter of its table. The table works without it.
enum HTMLScript {
  /// The JavaScript, whose hash is in the policy.
  static let text: HTML = #"""

    (function () {
      "use strict";
      var box = document.getElementById("filter");
      if (!box) { return; }
      var word = document.getElementById("word");
      var action = document.getElementById("action");
      var said = document.getElementById("said");
      var none = document.getElementById("none");
      var groups = Array.prototype.slice.call(document.querySelectorAll("#entries > tbody"));
      var texts = null;

      function group(number) {
        return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
      }

      function apply() {
        var sought = word.value.trim().toLowerCase();
        var wanted = action.value;
        var shown = 0;
        if (!texts) {
          texts = groups.map(function (body) { return body.textContent.toLowerCase(); });
        }
        groups.forEach(function (body, index) {
          var fits = (!wanted || body.className === wanted)
            && (!sought || texts[index].indexOf(sought) >= 0);
          body.hidden = !fits;
          if (fits) { shown += 1; }
        });
        none.hidden = shown > 0;
        said.textContent = "Showing " + group(shown) + " of " + group(groups.length)
          + (groups.length === 1 ? " entry" : " entries");
      }

      word.addEventListener("input", apply);
      action.addEventListener("change", apply);
      document.getElementById("clear").addEventListener("click", function () {
        word.value = "";
        action.value = "";
        apply();
        word.focus();
      });
      box.hidden = false;
      apply();
    }());

    """#
}
