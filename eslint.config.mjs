// Only .vue files: oxlint reads everything else, and the scripts inside .vue files too.
import tsParser from '@typescript-eslint/parser'
import vue from 'eslint-plugin-vue'
import vueParser from 'vue-eslint-parser'

const isLayout = new Set(
  vue.configs['flat/recommended'].flatMap((part) => Object.keys(part.rules ?? {})).filter(isFormatting),
)

function isFormatting(rule) {
  return vue.rules[rule.replace('vue/', '')]?.meta.type === 'layout'
}

export default [
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parser: vueParser, parserOptions: { parser: tsParser, sourceType: 'module' } },
    rules: {
      ...Object.fromEntries([...isLayout].map((rule) => [rule, 'off'])),
      'vue/attributes-order': 'off',
      'vue/require-default-prop': 'off',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/no-v-html': 'error',
      'vue/no-unused-properties': 'error',
      'vue/no-ref-object-reactivity-loss': 'error',
    },
  },
]
