// The list of blocks names each with its synonyms, and is searched by both: Wagtail searches labels alone.
(() => {
  const { StreamBlockDefinition } = window.wagtailStreamField.blocks;

  class SearchedStreamBlockDefinition extends StreamBlockDefinition {
    constructor(name, groups, states, meta) {
      super(name, groups, states, meta);
      const synonyms = meta.synonyms || {};
      const named = (block) =>
        synonyms[block.name]
          ? { ...block, meta: { ...block.meta, label: `${block.meta.label} (${synonyms[block.name]})` } }
          : block;
      this.groupedChildBlockDefs = groups.map(([group, blocks]) => [group, blocks.map(named)]);
    }
  }

  window.telepath.register("passerelle.blocks.StreamBlock", SearchedStreamBlockDefinition);
})();
