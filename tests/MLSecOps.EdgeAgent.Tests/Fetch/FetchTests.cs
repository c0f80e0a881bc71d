using MLSecOps.Core.Digests;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Enrolment;
using MLSecOps.EdgeAgent.Fetch;
using MLSecOps.EdgeAgent.Mqtt;
using MLSecOps.EdgeAgent.Tests.Hub;
using MLSecOps.Formats.Directives;
using MLSecOps.Formats.Packages;
using MLSecOps.TestKit;
using MLSecOps.Trust.Identity;

namespace MLSecOps.EdgeAgent.Tests.Fetch;

/// <summary>From a directive to an installed release, over a real TLS server that serves rightly, wrongly, or half.</summary>
public sealed class FetchTests : IAsyncDisposable
{
    private static readonly LineTiming Hurry = new()
    {
        FirstFetchRetry = TimeSpan.FromMilliseconds(20), LongestFetchRetry = TimeSpan.FromMilliseconds(50), FetchStall = TimeSpan.FromSeconds(2),
    };

    private readonly TestHub _hub = new();
    private readonly ScratchFolder _folder = new();
    private readonly SigningAuthority _publisher = SigningAuthority.Create();
    private readonly EnrolledIdentity _identity;
    private readonly TestDevice _device;
    private readonly PackageFetcher _fetcher;
    private readonly byte[] _package;
    private long _sequence;

    public FetchTests()
    {
        _hub.Enrol();
        _identity = _hub.Identity();
        _device = new TestDevice(_folder, _publisher);
        _fetcher = new PackageFetcher(
            _folder["state/fetch"], _hub.Trust, () => _identity, _device.FindOrMake, () => _device.Settings, _device.Log, Hurry, TimeProvider.System);
        _fetcher.Prepare();
        _device.Bring = _fetcher.BringAsync;
        _device.Freed = _fetcher.Look;
        _package = new TestPackage { Release = 7 }.Bytes(_publisher);
    }

    public async ValueTask DisposeAsync()
    {
        await _device.DisposeAsync();
        _fetcher.Dispose();
        _identity.Dispose();
        _folder.Dispose();
        _hub.Dispose();
    }

    [Fact]
    public async Task A_desired_release_is_fetched_with_the_device_s_certificate_and_installed()
    {
        await using TlsServer server = new(_hub.Server, ask => TlsServer.Rest(_package, ask.From));

        Desire(_package, server.Url + "/api/1/packages/x?y=z");
        await InstalledAsync(7);

        HttpAsk ask = Assert.Single(server.Asked);
        Assert.Equal("GET /api/1/packages/x?y=z HTTP/1.1", ask.Line);
        Assert.Equal(_identity.Ueid.Hex, ask.ClientName);
        Assert.Equal("bytes=0-", ask["range"]);
        await _device.UntilAsync(() => Parts().Length == 0);
    }

    [Fact]
    public async Task While_bytes_come_the_slot_says_that_it_fetches()
    {
        using ManualResetEventSlim release = new();
        await using TlsServer server = new(_hub.Server, ask =>
        {
            release.Wait(TimeSpan.FromSeconds(10));
            return TlsServer.Rest(_package, ask.From);
        });

        Desire(_package, server.Url);
        await _device.UntilAsync(() => !server.Asked.IsEmpty);
        Assert.Equal(UpdatePhase.Fetching, _device.Slot().Phase);

        release.Set();
        await InstalledAsync(7);
    }

    [Fact]
    public async Task A_download_that_was_cut_goes_on_where_it_ended()
    {
        await using TlsServer server = new(_hub.Server, ask => ask.From == 0
            ? TlsServer.Answer("206 Partial Content", _package[..9000], $"Content-Length: {_package.Length}", $"Content-Range: bytes 0-{_package.Length - 1}/{_package.Length}")
            : TlsServer.Rest(_package, ask.From));

        Desire(_package, server.Url);
        await InstalledAsync(7);

        Assert.Equal(["bytes=0-", "bytes=9000-"], server.Asked.Select(ask => ask["range"]));
    }

    [Fact]
    public async Task A_server_without_ranges_is_taken_from_the_beginning()
    {
        await using TlsServer server = new(_hub.Server, _ => TlsServer.Whole("200 OK", _package));
        Directory.CreateDirectory(_folder["state/fetch"]);
        File.WriteAllBytes(PartOf(_package), _package[..5000]);

        Desire(_package, server.Url);
        await InstalledAsync(7);

        Assert.Equal("bytes=5000-", Assert.Single(server.Asked)["range"]);
    }

    [Theory]
    [InlineData("too much")]
    [InlineData("too much without saying so")]
    [InlineData("too little")]
    [InlineData("garbage of the right length")]
    [InlineData("another package of the same publisher")]
    [InlineData("nothing")]
    [RedTeam("G4", "Serves another package than the directive names, more, less or garbage", typeof(PackageFetcher), "PACKAGE_NOT_DESIRED")]
    public async Task A_source_that_serves_something_else_is_told_forgotten_and_not_asked_again(string what)
    {
        await _device.InstallAsync(new TestPackage { Release = 5 }.Bytes(_publisher));
        byte[] other = new TestPackage { Release = 8 }.Bytes(_publisher);
        Array.Resize(ref other, _package.Length);
        byte[] more = [.. _package, 1];
        await using TlsServer server = new(_hub.Server, ask => what switch
        {
            "too much" => TlsServer.Rest(more, ask.From),
            "too much without saying so" => TlsServer.Answer("200 OK", more),
            "too little" => TlsServer.Rest(_package[..^1], ask.From),
            "garbage of the right length" => TlsServer.Rest(new byte[_package.Length], ask.From),
            "another package of the same publisher" => TlsServer.Rest(other, ask.From),
            _ => TlsServer.Whole("416 Range Not Satisfiable", [], "Content-Range: bytes */0"),
        });

        Desire(_package, server.Url);
        await _device.UntilAsync(() => _device.JournalText.Contains("[PACKAGE_NOT_DESIRED]", StringComparison.Ordinal) && Parts().Length == 0);

        Assert.Equal(5, _device.Slot().Current!.Id.Release);
        Assert.True(_device.Slot().MayHandOut(_device.Policy, TestDevice.Engine));
        int asked = server.Asked.Count;
        _fetcher.Look();
        _device.Post(new UpdateEvent.RetryDue());
        _fetcher.Look();
        await _device.UntilAsync(() => !_device.Slot().IsBusy);
        Assert.Equal(asked, server.Asked.Count);

        // Another directive asks anew.
        await using TlsServer honest = new(_hub.Server, ask => TlsServer.Rest(_package, ask.From));
        Desire(_package, honest.Url);
        await InstalledAsync(7);
    }

    [Fact]
    public async Task The_next_source_serves_when_the_first_one_does_not()
    {
        await using TlsServer wrong = new(_hub.Server, ask => TlsServer.Rest(new byte[_package.Length], ask.From));
        await using TlsServer good = new(_hub.Server, ask => TlsServer.Rest(_package, ask.From));

        Desire(_package, $"https://localhost:{TlsServer.FreePort()}/x", wrong.Url, good.Url);
        await InstalledAsync(7);

        Assert.Single(wrong.Asked);
        Assert.Single(good.Asked);
    }

    [Fact]
    public async Task What_one_source_left_half_is_not_held_against_the_next()
    {
        await using TlsServer cut = new(_hub.Server, ask => TlsServer.Answer("200 OK", new byte[9000], $"Content-Length: {_package.Length}"));
        await using TlsServer good = new(_hub.Server, ask => TlsServer.Rest(_package, ask.From));

        Desire(_package, cut.Url, good.Url);
        await InstalledAsync(7);

        Assert.Equal(["bytes=9000-", "bytes=0-"], good.Asked.Select(ask => ask["range"]));
    }

    [Fact]
    public async Task A_source_that_fails_is_asked_again_later()
    {
        int failures = 2;
        await using TlsServer server = new(_hub.Server, ask => failures-- > 0 ? TlsServer.Whole("503 Service Unavailable", []) : TlsServer.Rest(_package, ask.From));

        Desire(_package, server.Url);
        await InstalledAsync(7);

        Assert.Contains("[FETCH_FAILED]", _device.JournalText, StringComparison.Ordinal);
        Assert.Equal(3, server.Asked.Count);
    }

    [Fact]
    [RedTeam("G4", "Keeps a download open and sends nothing", typeof(PackageFetcher))]
    public async Task A_source_that_stands_still_is_given_up()
    {
        int calls = 0;
        using ManualResetEventSlim never = new();
        await using TlsServer server = new(_hub.Server, ask =>
        {
            if (Interlocked.Increment(ref calls) == 1)
            {
                never.Wait(TimeSpan.FromSeconds(8));
            }

            return TlsServer.Rest(_package, ask.From);
        });

        Desire(_package, server.Url);
        await _device.UntilAsync(() => _device.JournalText.Contains("nothing came for 2 s", StringComparison.Ordinal));
        await InstalledAsync(7);
        never.Set();
    }

    [Fact]
    [RedTeam("G4", "Serves packages from a host below another anchor", typeof(HubServerVerifier), "FETCH_FAILED")]
    public async Task A_server_below_another_anchor_is_not_asked()
    {
        SigningAuthority other = SigningAuthority.Create("Another Root", TestHub.Dated([]));
        await using TlsServer server = new(
            other.Issue("Test Hub", TestHub.Dated(["1.3.6.1.5.5.7.3.1"]) with { HostNames = ["localhost"] }), ask => TlsServer.Rest(_package, ask.From));

        Desire(_package, server.Url);
        await _device.UntilAsync(() => _device.JournalText.Contains("[FETCH_FAILED]", StringComparison.Ordinal));

        Assert.Empty(server.Asked);
    }

    [Fact]
    public async Task A_later_directive_ends_the_download_of_what_it_does_not_ask_for()
    {
        using ManualResetEventSlim never = new();
        await using TlsServer slow = new(_hub.Server, ask =>
        {
            never.Wait(TimeSpan.FromSeconds(8));
            return [];
        });
        byte[] newer = new TestPackage { Release = 9 }.Bytes(_publisher);
        await using TlsServer server = new(_hub.Server, ask => TlsServer.Rest(newer, ask.From));

        Desire(_package, slow.Url);
        await _device.UntilAsync(() => !slow.Asked.IsEmpty);
        Desire(newer, server.Url);
        await InstalledAsync(9);

        await _device.UntilAsync(() => Parts().Length == 0);
        never.Set();
    }

    [Fact]
    public async Task While_the_director_says_hold_nothing_is_fetched()
    {
        await using TlsServer server = new(_hub.Server, ask => TlsServer.Rest(_package, ask.From));

        Put(Directive(_package, hold: true, server.Url));
        _fetcher.Look();

        Assert.Equal(0, server.Connections);
        Put(Directive(_package, hold: false, server.Url));
        await InstalledAsync(7);
    }

    [Fact]
    [RedTeam("G10", "Has a device fetch a refused package again and again", typeof(PackageFetcher), "RELEASE_EXPIRED")]
    public async Task A_package_that_the_verifier_refuses_is_not_fetched_again_under_the_same_directive()
    {
        byte[] expired = new TestPackage { Release = 7, Expires = new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero) }.Bytes(_publisher);
        await using TlsServer server = new(_hub.Server, ask => TlsServer.Rest(expired, ask.From));

        Desire(expired, server.Url);
        await _device.UntilAsync(() => _device.JournalText.Contains("[RELEASE_EXPIRED]", StringComparison.Ordinal) && Parts().Length == 0);
        _fetcher.Look();
        _device.Post(new UpdateEvent.RetryDue());
        _fetcher.Look();
        await _device.UntilAsync(() => !_device.Slot().IsBusy);

        Assert.Single(server.Asked);
    }

    [Fact]
    public async Task A_release_that_is_current_is_not_fetched()
    {
        await _device.InstallAsync(_package);
        await using TlsServer server = new(_hub.Server, ask => TlsServer.Rest(_package, ask.From));

        Desire(_package, server.Url);

        Assert.Equal(0, server.Connections);
        Assert.Equal(7, _device.Slot().Current!.Id.Release);
    }

    /// <summary>The director says which slot; the publisher signed which model it is.</summary>
    [Fact]
    [RedTeam("G4", "Directs the package of one model into the slot of another", typeof(PackageFetcher), "PACKAGE_NOT_DESIRED")]
    public async Task A_package_of_another_model_does_not_get_into_the_slot()
    {
        byte[] other = new TestPackage { Model = "audio", Release = 7 }.Bytes(_publisher);
        await using TlsServer server = new(_hub.Server, ask => TlsServer.Rest(other, ask.From));

        Desire(other, server.Url);
        await _device.UntilAsync(() => _device.JournalText.Contains("[PACKAGE_NOT_DESIRED]", StringComparison.Ordinal));

        Assert.Null(_device.Slot().Current);
    }

    [Fact]
    public void After_a_start_only_what_was_surely_written_counts()
    {
        string part = Path.Combine(_folder["state/fetch"], "a.part");
        File.WriteAllBytes(part, new byte[PartFile.StretchBytes + 5]);

        _fetcher.Prepare();

        Assert.Equal(PartFile.StretchBytes, new FileInfo(part).Length);
    }

    private string PartOf(byte[] package) => Path.Combine(_folder["state/fetch"], ManifestOf(package).Hex + ".part");

    private string[] Parts() => Directory.GetFiles(_folder["state/fetch"]);

    private static Sha256Digest ManifestOf(byte[] package)
    {
        Assert.True(PackageReader.ReadEnvelope(new Core.Bytes.MemoryByteSource(package)).TryGet(out PackageEnvelope? envelope, out _));
        return Sha256Digest.Of(envelope.Manifest.Span);
    }

    private Directive Directive(byte[] package, bool hold, params string[] sources)
    {
        Assert.True(PackageReader.ReadEnvelope(new Core.Bytes.MemoryByteSource(package)).TryGet(out PackageEnvelope? envelope, out _));
        Assert.True(Formats.Documents.ManifestParser.Parse(envelope.Manifest.Span).TryGet(out Core.Packages.ModelManifest? manifest, out _));
        return new Directive(
            TestHub.Fleet, new DirectiveScope.Device(_identity.Ueid), ++_sequence, TestHub.Now, TestHub.Now.AddDays(1), hold,
            [new DesiredRelease("vision", new ReleaseId(manifest.Release, ManifestOf(package)), package.Length, sources)]);
    }

    private void Desire(byte[] package, params string[] sources) => Put(Directive(package, hold: false, sources));

    private void Put(Directive directive) => _fetcher.Desire(directive, Sha256Digest.Of(BitConverter.GetBytes(directive.Sequence)));

    private Task InstalledAsync(long release) => _device.UntilAsync(() => _device.Slot() is { IsBusy: false, Current: { } current } && current.Id.Release == release);
}
