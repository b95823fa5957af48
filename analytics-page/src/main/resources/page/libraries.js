// The libraries' globals under names of our own: modules say where each thing comes from.
const { h, render, createContext } = window.preact;
const { useState, useEffect, useRef, useMemo, useContext } = window.preactHooks;
const html = window.htm.bind(h);
const Plot = window.uPlot;

export { html, render, createContext, useState, useEffect, useRef, useMemo, useContext, Plot };
