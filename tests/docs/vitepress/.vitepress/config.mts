import { defineConfig } from "vitepress";

export default defineConfig({
  title: "A guide to Paxos",
  base: "/vitepress/",
  head: [["script", { src: "https://lab.example/paxos-lab.js", defer: "" }]],
  vue: { template: { compilerOptions: { isCustomElement: (tag) => tag === "paxos-lab" } } },
});
