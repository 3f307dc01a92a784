# make demo    the sample company, on localhost
# make test    everything that is checked; installs the servers it needs where it may, which LIVE names
# make lint    gofmt, vet, staticcheck, govulncheck where it can be had
# make fuzz    ten minutes of each fuzz target; FUZZ=30s for less
# make screenshots   a picture of every page of the sample company into docs/pages; needs chromium
# make bench   companies of 1,000, 20,000 and 100,000 people, measured into a section of docs/performance.md;
#              BENCH="--people 1000 --seconds 3" for a minute, --help for the rest
# make bench-peers   the same companies in Neo4j and PostgreSQL, asked the same
# make benchmarks    the benchmarks beside the code
# make release   static programs of five platforms, manual, completions, bill of materials and container file, into dist/

GO ?= go

# The reference data sets of tests, where they are beside the repository.
ifneq (,$(wildcard ../shared/data))
export SACHANT_DATA_DIR ?= $(abspath ../shared/data)
endif

# The tests of concurrent use run under the race detector too; building everything for it would take
# longer than all tests.
RACE = ./graph/access ./graph/replica ./graph/sqlite ./search/... ./schema/... ./cmd/sachant
CONCURRENT = OldOrNew|WrittenWhileItReads|ReadersBesideAWriter|WhileWriting|AtOnce|RunningAnswers|SearchesGoOn|WhileTheGraphGrows|Forgetting|CloseW|ClosedIndex

.PHONY: release screenshots demo test unit race lint fuzz bench bench-peers benchmarks servers

demo:
	$(GO) run ./cmd/sachant demo

screenshots:
	mkdir -p docs/pages
	LIVE=chromium $(GO) test ./cmd/sachant -count=1 -run TestPicturesOfEveryPage -shots $(CURDIR)/docs/pages

test: export LIVE ?= slapd,chromium,neo4j
test: servers lint unit race

unit:
	$(GO) test -vet=off -timeout 30m ./...

race:
	$(GO) test -race -timeout 30m -run '$(CONCURRENT)' $(RACE)

lint:
	@test -z "$$(gofmt -l .)" || { gofmt -l . ; echo "gofmt would change these" ; exit 1 ; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	@if command -v govulncheck >/dev/null ; then govulncheck ./... ; else echo "govulncheck is not installed: known vulnerabilities were not looked for" ; fi

fuzz:
	@.ci/fuzz $(FUZZ)

bench:
	$(GO) run ./cmd/bench $(BENCH)

bench-peers:
	$(GO) run ./cmd/bench --peers $(BENCH)

# From a commit without changes the same bytes come out each time.
release:
	@GO=$(GO) .ci/release

benchmarks:
	$(GO) test -run '^$$' -bench . -benchmem ./...

# The real servers of the tests, from Debian, where we may install and they are missing.
# Tests use those that LIVE names, and skip what needs another.
servers:
	@.ci/servers
