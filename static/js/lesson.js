// Opening a lesson is told once, so that the first screen can offer to go on with it.
"use strict";

const lesson = document.querySelector("[data-lesson-start]");
const token = document.querySelector("[name=csrfmiddlewaretoken]");

if (lesson && token) {
  fetch(lesson.dataset.lessonStart, {
    method: "POST",
    headers: { "X-CSRFToken": token.value },
    keepalive: true,
  });
}
