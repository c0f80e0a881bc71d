using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Hub.Tests.Live;
using MLSecOps.TestKit;
using MLSecOps.Trust.Tests;

namespace MLSecOps.Hub.Tests.Api;

/// <summary>The hub keeps a package once it has verified it itself, and gives it out byte for byte.</summary>
public sealed class PackageTests : IAsyncLifetime
{
    private static readonly SamplePackage Sample = new();
    private static readonly byte[] Bytes = Sample.Build();

    private LiveHub _hub = null!;

    public async ValueTask InitializeAsync() => _hub = await LiveHub.StartAsync();

    public async ValueTask DisposeAsync() => await _hub.DisposeAsync();

    [Fact]
    public async Task A_package_that_verifies_is_kept()
    {
        HubPackage pushed = await _hub.PushAsync(Sample);
        Assert.Equal(("keyword-spotter", 17, "1.4.2", (long)Bytes.Length), (pushed.Model, pushed.Release, pushed.Version, pushed.SizeBytes));
        Assert.Equal($"{Sha256Digest.Of(Sample.ManifestBytes)}", pushed.ManifestDigest);
        Assert.Equal("CN=acme operator 1", pushed.PushedBy);
        Assert.Equal("CN=Test Publisher", Assert.Single(pushed.Signers));
        HubPackage listed = Assert.Single((await _hub.AskAsync(HubRoutes.Packages, HubJson.Default.HubPackages)).Packages);
        Assert.Equal(pushed.ManifestDigest, listed.ManifestDigest);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_hub.State, "arriving")));
    }

    [Fact]
    public async Task The_same_package_again_changes_nothing()
    {
        HubPackage first = await _hub.PushAsync(Sample);
        _hub.Time.Advance(TimeSpan.FromMinutes(1));
        using HttpResponseMessage again = await _hub.PushAsync(Bytes);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(first.Pushed, (await LiveHub.ReadAsync(again, HubJson.Default.HubPackage)).Pushed);
        Assert.Single(_hub.Read(store => store.Packages()));
    }

    [Fact]
    public async Task Another_package_does_not_take_a_release()
    {
        HubPackage first = await _hub.PushAsync(Sample);
        using HttpResponseMessage answer = await _hub.PushAsync(new SamplePackage { Change = manifest => manifest with { Version = "1.4.3" } }.Build());
        HubError error = await LiveHub.AssertErrorAsync(HttpStatusCode.Conflict, HubReasons.ReleaseTaken, answer);
        Assert.Contains(first.ManifestDigest, error.Why, StringComparison.Ordinal);
        AssertKept(1);
    }

    [Fact]
    public async Task The_next_release_stands_beside_the_one_before()
    {
        await _hub.PushAsync(Sample);
        await _hub.PushAsync(new SamplePackage { Change = manifest => manifest with { Release = 18, Version = "1.5.0" } });
        AssertKept(2);
    }

    public static TheoryData<string, string> Unfit { get; } = new()
    {
        { "unsigned", SignatureReasons.Missing.Code },
        { "stranger", SignatureReasons.ChainUntrusted.Code },
        { "signature of another", SignatureReasons.DigestMismatch.Code },
        { "payload", PackageReasons.PayloadMismatch.Code },
    };

    [Theory]
    [MemberData(nameof(Unfit))]
    public async Task A_package_that_does_not_verify_is_refused_for_the_verifier_s_reason(string kind, string reason)
    {
        byte[] package = Make(kind);
        Assert.Equal(reason, SamplePackage.Verify(package).Verdict.Match(_ => "", rejected => rejected.Reason.Code, open => open.Reason.Code));
        using HttpResponseMessage answer = await _hub.PushAsync(package);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(reason, (await LiveHub.ReadAsync(answer, HubJson.Default.HubError)).Reason);
        AssertKept(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(5000)]
    [InlineData(-1)]
    [InlineData(-1024)]
    public async Task A_part_of_a_package_is_refused(int length)
    {
        using HttpResponseMessage answer = await _hub.PushAsync(Bytes[..(length < 0 ? Bytes.Length + length : length)]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.NotNull(ReasonCatalogue.Find((await LiveHub.ReadAsync(answer, HubJson.Default.HubError)).Reason));
        AssertKept(0);
    }

    [Fact]
    public async Task A_push_that_breaks_off_leaves_nothing()
    {
        using StreamContent content = new(new BreakingStream(Bytes[..4000]));
        content.Headers.ContentLength = Bytes.Length;
        await Assert.ThrowsAnyAsync<Exception>(() => _hub.Operator.PutAsync(HubRoutes.Packages, content, TestContext.Current.CancellationToken));
        using HttpResponseMessage next = await _hub.PushAsync(Bytes);
        Assert.Equal(HttpStatusCode.Created, next.StatusCode);
        AssertKept(1);
    }

    [Fact]
    public async Task More_than_the_disk_holds_is_refused_before_it_is_sent()
    {
        using HttpRequestMessage request = new(HttpMethod.Put, HubRoutes.Packages) { Content = new StreamContent(new BreakingStream([])) };
        request.Content.Headers.ContentLength = 1L << 50;
        request.Headers.ExpectContinue = true;
        using HttpResponseMessage answer = await _hub.Operator.SendAsync(request, TestContext.Current.CancellationToken);
        HubError error = await LiveHub.ReadAsync(answer, HubJson.Default.HubError);
        Assert.Equal(HubReasons.StorageFailed.Code, error.Reason);
        AssertKept(0);
    }

    [Fact]
    public async Task A_restart_forgets_what_had_arrived_in_part()
    {
        string part = Path.Combine(_hub.State, "arriving", "part");
        await File.WriteAllBytesAsync(part, Bytes, TestContext.Current.CancellationToken);
        await _hub.RestartAsync();
        Assert.False(File.Exists(part));
    }

    [Fact]
    public async Task A_device_fetches_a_package_byte_for_byte()
    {
        string path = await PathAsync();
        await using SimulatedDevice device = await _hub.DeviceAsync();
        Assert.Equal(Bytes, await _hub.Client(device.Certificate).GetByteArrayAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal(Bytes, await _hub.Operator.GetByteArrayAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Nobody_else_fetches_a_package()
    {
        string path = await PathAsync();
        X509Certificate2 stranger = SigningAuthority.Create("acme operators").Issue("acme operator 1", FleetKeys.ClientProfile);
        foreach (HttpClient client in (HttpClient[])[_hub.Anybody, _hub.Client(stranger)])
        {
            using HttpResponseMessage answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("latest")]
    [InlineData("..%2fhub.db")]
    public async Task A_package_that_was_not_pushed_is_unknown(string name)
    {
        using HttpResponseMessage answer = await _hub.Operator.GetAsync($"{HubRoutes.Packages}/{name}", TestContext.Current.CancellationToken);
        await LiveHub.AssertErrorAsync(HttpStatusCode.NotFound, HubReasons.PackageUnknown, answer);
    }

    public static TheoryData<long?, long?> Ranges { get; } = new() { { 0, 0 }, { 1, 99 }, { 5000, null }, { null, 700 } };

    [Theory]
    [MemberData(nameof(Ranges))]
    public async Task A_range_gives_those_bytes(long? from, long? to)
    {
        using HttpResponseMessage answer = await RangeAsync(await PathAsync(), new RangeHeaderValue(from, to), null);
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        int start = (int)(from ?? Bytes.Length - to!.Value);
        int end = (int)(from is null || to is null ? Bytes.Length - 1 : to.Value);
        Assert.Equal(Bytes[start..(end + 1)], await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(new ContentRangeHeaderValue(start, end, Bytes.Length), answer.Content.Headers.ContentRange);
    }

    [Fact]
    public async Task A_range_behind_the_end_is_refused()
    {
        using HttpResponseMessage answer = await RangeAsync(await PathAsync(), new RangeHeaderValue(Bytes.Length, null), null);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, answer.StatusCode);
    }

    [Fact]
    public async Task The_tag_is_the_manifest_and_guards_a_range()
    {
        string path = await PathAsync();
        using HttpResponseMessage whole = await _hub.Operator.GetAsync(path, TestContext.Current.CancellationToken);
        EntityTagHeaderValue tag = whole.Headers.ETag!;
        Assert.Equal($"\"{Sha256Digest.Of(Sample.ManifestBytes).Hex}\"", tag.Tag);
        Assert.False(tag.IsWeak);

        using HttpResponseMessage same = await RangeAsync(path, new RangeHeaderValue(10, null), tag);
        Assert.Equal(HttpStatusCode.PartialContent, same.StatusCode);
        using HttpResponseMessage other = await RangeAsync(path, new RangeHeaderValue(10, null), new EntityTagHeaderValue("\"another\""));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal(Bytes, await other.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_package_whose_file_is_lost_is_unknown_until_it_is_pushed_again()
    {
        string path = await PathAsync();
        File.Delete(Directory.EnumerateFiles(Path.Combine(_hub.State, "packages")).Single());
        using HttpResponseMessage lost = await _hub.Operator.GetAsync(path, TestContext.Current.CancellationToken);
        await LiveHub.AssertErrorAsync(HttpStatusCode.NotFound, HubReasons.PackageUnknown, lost);

        (await _hub.PushAsync(Bytes)).Dispose();
        Assert.Equal(Bytes, await _hub.Operator.GetByteArrayAsync(path, TestContext.Current.CancellationToken));
    }

    private static byte[] Make(string kind)
    {
        byte[] manifest = Sample.ManifestBytes;
        switch (kind)
        {
            case "unsigned":
                return Sample.Build(manifest, null);
            case "stranger":
                return Sample.Build(manifest, SamplePackage.Sign(manifest, SigningAuthority.Create().Issue()));
            case "signature of another":
                byte[] other = new SamplePackage { Change = each => each with { Version = "9.9.9" } }.ManifestBytes;
                return Sample.Build(manifest, SamplePackage.Sign(other));
            default:
                byte[] changed = [.. Bytes];
                int at = changed.AsSpan().LastIndexOf(Sample.Files[0].Content.AsSpan(0, 512));
                changed[at + 100] ^= 1;
                return changed;
        }
    }

    private async Task<string> PathAsync()
    {
        (await _hub.PushAsync(Bytes)).Dispose();
        return HubRoutes.PackageOf(Sha256Digest.Of(Sample.ManifestBytes).Hex);
    }

    private Task<HttpResponseMessage> RangeAsync(string path, RangeHeaderValue range, EntityTagHeaderValue? tag)
    {
        HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.Range = range;
        if (tag is not null)
        {
            request.Headers.IfRange = new RangeConditionHeaderValue(tag);
        }

        return _hub.Operator.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private void AssertKept(int packages)
    {
        Assert.Equal(packages, _hub.Read(store => store.Packages()).Count);
        Assert.Equal(packages, Directory.EnumerateFiles(Path.Combine(_hub.State, "packages")).Count());
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_hub.State, "arriving")));
    }

    /// <summary>Gives some bytes, then fails as a cable does.</summary>
    private sealed class BreakingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await base.ReadAsync(buffer, cancellationToken);
            return read > 0 ? read : throw new IOException("the cable was pulled");
        }
    }
}
