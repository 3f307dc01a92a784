module github.com/sachant/sachant

go 1.26.0

require (
	github.com/agnivade/levenshtein v1.2.2 // edit distance, for the nearest known word
	github.com/alexedwards/scs/v2 v2.9.0 // sessions of people who are signed in
	github.com/blevesearch/bleve/v2 v2.6.1 // the word index; 2.6.1, since later ones need modules that are not to be had
	github.com/blevesearch/bleve_index_api v1.4.1 // bleve's postings, read directly for exact scores
	github.com/blevesearch/snowballstem v0.9.0 // stems of French and English words
	github.com/chromedp/cdproto v0.159.0 // what chromedp speaks
	github.com/chromedp/chromedp v0.23.0 // tests: pages in a real browser
	github.com/coreos/go-oidc/v3 v3.21.0 // signing in with OpenID Connect
	github.com/elimity-com/scim v0.0.0-20260728105928-2641426a1539 // schemas of SCIM 2.0, validation by them, and its errors
	github.com/emersion/go-sasl v0.0.0-20241020182733-b788ff22d5a6 // tests: signing in to the SMTP server
	github.com/emersion/go-smtp v0.24.0 // tests: an SMTP server
	github.com/go-asn1-ber/asn1-ber v1.5.8 // referrals in results of LDAP; tests: its controls and filters
	github.com/emersion/go-vcard v0.0.0-20260618161152-d854b7e0e2d3 // tests: reads vCards back
	github.com/go-jose/go-jose/v4 v4.1.9 // tests: tokens that are forged
	github.com/go-ldap/ldap/v3 v3.4.15 // LDAP and Active Directory
	github.com/gofrs/flock v0.13.1 // one writer on a data directory
	github.com/google/go-cmp v0.7.0 // tests: differences told readably
	github.com/google/jsonschema-go v0.4.3 // the schemas of tools for assistants, with their descriptions in each language
	github.com/graphql-go/graphql v0.8.1 // executes GraphQL
	github.com/hashicorp/golang-lru/v2 v2.0.7 // remembers checked GraphQL documents
	github.com/jimlambrt/gldap v0.1.14 // tests: an LDAP server with faults
	github.com/microcosm-cc/bluemonday v1.0.27 // removes from people's texts whatever could run or load
	github.com/modelcontextprotocol/go-sdk v1.8.0 // the protocol of assistants, and in tests its client
	github.com/neo4j/neo4j-go-driver/v5 v5.28.4 // the graph in Neo4j
	github.com/prometheus/client_golang v1.25.0 // metrics, for Prometheus
	github.com/robfig/cron/v3 v3.0.1 // when sources are read
	github.com/rogpeppe/go-internal v1.16.0 // tests: the command line as scripts
	github.com/rs/zerolog v1.35.1 // the log of a server
	github.com/sashabaranov/go-openai v1.43.0 // the protocol of language models
	github.com/schollz/progressbar/v3 v3.19.1 // progress on a terminal
	github.com/scim2/filter-parser/v2 v2.3.1 // filters and paths of SCIM 2.0
	github.com/spf13/cobra v1.10.2 // commands, flags and their help
	github.com/vektah/gqlparser/v2 v2.5.64 // reads schema.graphql, which graphql-go cannot
	github.com/wneessen/go-mail v0.8.1 // sends mails; 0.8.1, since later ones need a newer Go
	github.com/xuri/excelize/v2 v2.11.0 // tables of XLSX workbooks, once they are checked
	github.com/yuin/goldmark v1.8.7 // renders the Markdown that people write
	github.com/zitadel/oidc/v3 v3.52.0 // tests: a real OpenID Connect provider
	go.opentelemetry.io/otel v1.46.0 // attributes of spans; 1.46.0, which the test provider of OpenID Connect needs too
	go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp v1.46.0 // sends traces to a collector
	go.opentelemetry.io/otel/sdk v1.46.0 // batches and samples spans
	go.opentelemetry.io/otel/trace v1.46.0 // spans
	go.opentelemetry.io/proto/otlp v1.11.0 // tests: what a collector receives
	go.yaml.in/yaml/v3 v3.0.5 // the configuration file, with the place of each value
	golang.org/x/net v0.62.0 // HTML of contributions to plain text
	golang.org/x/oauth2 v0.38.0 // the authorization code flow of OpenID Connect
	golang.org/x/sync v0.24.0 // bounded concurrency when indexing
	golang.org/x/term v0.47.0 // whether somebody watches
	golang.org/x/text v0.43.0 // NFC, old encodings, plurals and numbers by language
	golang.org/x/time v0.16.0 // how often somebody may try to sign in
	google.golang.org/protobuf v1.36.12 // tests: reads what a collector receives
	modernc.org/sqlite v1.60.1 // the graph in a file; no C compiler needed
	pgregory.net/rapid v1.3.0 // tests: properties
)

require github.com/spf13/pflag v1.0.9

require (
	github.com/Azure/go-ntlmssp v0.1.1 // indirect
	github.com/BurntSushi/toml v1.4.1-0.20240526193622-a339e1f7089c // indirect
	github.com/RoaringBitmap/roaring/v2 v2.14.5 // indirect
	github.com/aymerick/douceur v0.2.0 // indirect
	github.com/beorn7/perks v1.0.1 // indirect
	github.com/bits-and-blooms/bitset v1.24.2 // indirect
	github.com/blevesearch/geo v0.2.6 // indirect
	github.com/blevesearch/go-faiss v1.1.5 // indirect
	github.com/blevesearch/go-porterstemmer v1.0.3 // indirect
	github.com/blevesearch/gtreap v0.1.1 // indirect
	github.com/blevesearch/mmap-go v1.2.0 // indirect
	github.com/blevesearch/scorch_segment_api/v2 v2.4.10 // indirect
	github.com/blevesearch/segment v0.9.1 // indirect
	github.com/blevesearch/upsidedown_store_api v1.0.2 // indirect
	github.com/blevesearch/vellum v1.2.0 // indirect
	github.com/blevesearch/zapx/v11 v11.4.3 // indirect
	github.com/blevesearch/zapx/v12 v12.4.3 // indirect
	github.com/blevesearch/zapx/v13 v13.4.3 // indirect
	github.com/blevesearch/zapx/v14 v14.4.3 // indirect
	github.com/blevesearch/zapx/v15 v15.4.3 // indirect
	github.com/blevesearch/zapx/v16 v16.3.4 // indirect
	github.com/blevesearch/zapx/v17 v17.2.3 // indirect
	github.com/bmatcuk/doublestar/v4 v4.10.4 // indirect
	github.com/cenkalti/backoff/v5 v5.0.3 // indirect
	github.com/cespare/xxhash/v2 v2.3.0 // indirect
	github.com/cpuguy83/go-md2man/v2 v2.0.6 // indirect
	github.com/dustin/go-humanize v1.0.1 // indirect
	github.com/fatih/color v1.17.0 // indirect
	github.com/go-chi/chi/v5 v5.5.0 // indirect
	github.com/go-json-experiment/json v0.0.0-20260213210345-44df1a37e875 // indirect
	github.com/go-logr/logr v1.4.4 // indirect
	github.com/go-logr/stdr v1.2.2 // indirect
	github.com/golang/snappy v1.0.0 // indirect
	github.com/google/uuid v1.6.0 // indirect
	github.com/gorilla/css v1.0.1 // indirect
	github.com/gorilla/securecookie v1.1.2 // indirect
	github.com/grpc-ecosystem/grpc-gateway/v2 v2.30.0 // indirect
	github.com/hashicorp/go-hclog v1.6.3 // indirect
	github.com/inconshreveable/mousetrap v1.1.0 // indirect
	github.com/json-iterator/go v1.1.12 // indirect
	github.com/kylelemons/godebug v1.1.0 // indirect
	github.com/mattn/go-colorable v0.1.14 // indirect
	github.com/mattn/go-isatty v0.0.24 // indirect
	github.com/mitchellh/colorstring v0.0.0-20190213212951-d06e56a500db // indirect
	github.com/modern-go/concurrent v0.0.0-20180306012644-bacd9c7ef1dd // indirect
	github.com/modern-go/reflect2 v1.0.2 // indirect
	github.com/mschoch/smat v0.2.0 // indirect
	github.com/muhlemmer/gu v0.3.1 // indirect
	github.com/muhlemmer/httpforwarded v0.1.0 // indirect
	github.com/munnerz/goautoneg v0.0.0-20191010083416-a7dc8b61c822 // indirect
	github.com/ncruces/go-strftime v1.0.0 // indirect
	github.com/prometheus/client_model v0.6.3 // indirect
	github.com/prometheus/common v0.72.0 // indirect
	github.com/prometheus/procfs v0.22.0 // indirect
	github.com/q-uint/parser v0.3.1 // indirect
	github.com/q-uint/xsd-datetime v1.0.0 // indirect
	github.com/remyoudompheng/bigfft v0.0.0-20230129092748-24d4a6f8daec // indirect
	github.com/richardlehane/mscfb v1.0.7 // indirect
	github.com/richardlehane/msoleps v1.0.6 // indirect
	github.com/rivo/uniseg v0.4.7 // indirect
	github.com/rs/cors v1.11.1 // indirect
	github.com/russross/blackfriday/v2 v2.1.0 // indirect
	github.com/segmentio/asm v1.1.3 // indirect
	github.com/segmentio/encoding v0.5.4 // indirect
	github.com/stretchr/testify v1.12.1 // indirect
	github.com/tiendc/go-deepcopy v1.7.2 // indirect
	github.com/xuri/efp v0.0.1 // indirect
	github.com/xuri/nfp v0.0.2-0.20250530014748-2ddeb826f9a9 // indirect
	github.com/yosida95/uritemplate/v3 v3.0.2 // indirect
	github.com/zitadel/schema v1.3.2 // indirect
	go.etcd.io/bbolt v1.4.0 // indirect
	go.opentelemetry.io/auto/sdk v1.2.1 // indirect
	go.opentelemetry.io/otel/exporters/otlp/otlptrace v1.46.0 // indirect
	go.opentelemetry.io/otel/metric v1.46.0 // indirect
	golang.org/x/crypto v0.58.0 // indirect
	golang.org/x/exp/typeparams v0.0.0-20231108232855-2478ac86f678 // indirect
	golang.org/x/mod v0.42.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
	golang.org/x/tools v0.52.0 // indirect
	google.golang.org/genproto/googleapis/api v0.0.0-20260819154853-08b0e4226688 // indirect
	google.golang.org/genproto/googleapis/rpc v0.0.0-20260819154853-08b0e4226688 // indirect
	google.golang.org/grpc v1.83.1 // indirect
	honnef.co/go/tools v0.8.2 // indirect
	modernc.org/libc v1.77.1 // indirect
	modernc.org/mathutil v1.7.1 // indirect
	modernc.org/memory v1.12.1 // indirect
)

// finds what vet does not
tool honnef.co/go/tools/cmd/staticcheck
