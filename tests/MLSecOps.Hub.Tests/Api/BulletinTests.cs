using System.Net;
using System.Security.Cryptography.X509Certificates;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Bulletins;
using MLSecOps.Formats.Documents;
using MLSecOps.Hub.Api;
using MLSecOps.Hub.Bulletins;
using MLSecOps.Hub.Tests.Live;
using MLSecOps.TestKit;
using MLSecOps.Trust.Bulletins;
using MLSecOps.Trust.Tests;

namespace MLSecOps.Hub.Tests.Api;

/// <summary>The hub takes a bulletin as a device does: by its publishers' signatures and its version, whoever brings it.</summary>
public sealed class BulletinTests : IAsyncLifetime
{
    private static readonly SamplePackage Sample = new();
    private static readonly byte[] First = Live.Bulletins.Sign(Live.Bulletins.Of(1, Live.Bulletins.Recall(Sample)));

    private LiveHub _hub = null!;

    public async ValueTask InitializeAsync() => _hub = await LiveHub.StartAsync();

    public async ValueTask DisposeAsync() => await _hub.DisposeAsync();

    [Fact]
    public async Task A_bulletin_that_verifies_is_in_force_and_kept_as_it_came()
    {
        HubBulletin brought = await Live.Bulletins.BringAsync(_hub, First);
        Assert.Equal((1, "CN=acme operator 1", false, "CN=Test Publisher"), (brought.Version, brought.PostedBy, brought.Frozen, Assert.Single(brought.Signers)));
        HubRecall recall = Assert.Single(brought.Recalls);
        Assert.Equal(("keyword-spotter", 17, Live.Bulletins.Why, null, 0), (recall.Model, recall.Release, recall.Why, recall.Fallback, recall.Running));
        Assert.Equal(First, _hub.Read(store => store.NewestBulletin())!.Message.ToArray());

        await Live.Bulletins.BringAsync(_hub, Live.Bulletins.Sign(Live.Bulletins.Of(2)));
        Assert.Equal([2, 1], (await _hub.AskAsync(HubRoutes.Bulletins, HubJson.Default.HubBulletins)).Bulletins.Select(bulletin => bulletin.Version));
    }

    [Fact]
    [RedTeam("G4", "Brings the bulletin in force to the hub once more", typeof(BulletinDesk))]
    public async Task The_same_bulletin_again_changes_nothing()
    {
        await Live.Bulletins.BringAsync(_hub, First);
        _hub.Time.Advance(TimeSpan.FromMinutes(1));
        using HttpResponseMessage again = await Live.Bulletins.PostAsync(_hub, First);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal("2026-11-23T12:00:00Z", (await LiveHub.ReadAsync(again, HubJson.Default.HubBulletin)).Posted);
        Assert.Single(_hub.Read(store => store.Bulletins(10)));
    }

    [Fact]
    [RedTeam("G4", "Brings an old bulletin to the hub, to take a recall away from the whole fleet", typeof(BulletinVerifier), "BULLETIN_VERSION_OLDER")]
    public async Task Versions_never_go_back_also_when_the_newest_has_expired()
    {
        await Live.Bulletins.BringAsync(_hub, First);
        Bulletin expired = Live.Bulletins.Of(2, Live.Bulletins.Recall(Sample)) with { Expires = SamplePackage.Now.AddHours(-1) };
        HubBulletin frozen = await Live.Bulletins.BringAsync(_hub, Live.Bulletins.Sign(expired));
        Assert.True(frozen.Frozen);
        HubError error = await Live.Bulletins.RefuseAsync(_hub, First, DocumentReasons.BulletinOlder, HttpStatusCode.Conflict);
        Assert.Contains("version 2", error.Why, StringComparison.Ordinal);
    }

    [Fact]
    [RedTeam("G4", "Brings a second bulletin under the number of the first", typeof(BulletinVerifier), "BULLETIN_VERSION_REUSED")]
    public async Task One_number_names_one_bulletin()
    {
        await Live.Bulletins.BringAsync(_hub, First);
        await Live.Bulletins.RefuseAsync(_hub, Live.Bulletins.Sign(Live.Bulletins.Of(1)), DocumentReasons.BulletinConflict, HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Of_two_operators_at_once_one_number_goes_to_one_of_them()
    {
        byte[][] rivals = [.. Enumerable.Range(1, 8).Select(each => Live.Bulletins.Sign(Live.Bulletins.Of(1) with { Expires = SamplePackage.Now.AddDays(each) }))];
        HttpResponseMessage[] answers = await Task.WhenAll(rivals.Select(message => Live.Bulletins.PostAsync(_hub, message)));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Equal(7, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
        Assert.Single(_hub.Read(store => store.Bulletins(10)));
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Fact]
    [RedTeam("G4", "Takes over the hub with its director's key, and signs a bulletin that recalls nothing", typeof(BulletinDesk), "SIGNER_CHAIN_UNTRUSTED")]
    public async Task Only_publishers_sign_bulletins()
    {
        await Live.Bulletins.BringAsync(_hub, First);
        foreach (X509Certificate2 other in (X509Certificate2[])[_hub.Keys.Director!, SigningAuthority.Create("stranger").Issue()])
        {
            await Live.Bulletins.RefuseAsync(_hub, Live.Bulletins.Sign(Live.Bulletins.Of(2), other), SignatureReasons.ChainUntrusted);
        }
    }

    [Fact]
    public async Task A_signature_over_other_bytes_is_none()
    {
        byte[] other = SamplePackage.Ok(BulletinWriter.Write(Live.Bulletins.Of(9))).ToArray();
        SignedParts parts = SamplePackage.Ok(SignedMessage.Decode(First, DocumentReasons.BulletinMalformed));
        await Live.Bulletins.RefuseAsync(_hub, SignedMessage.Encode(other, parts.Cms.Span), SignatureReasons.DigestMismatch);
    }

    [Fact]
    public async Task As_many_publishers_must_sign_as_the_trust_file_says()
    {
        await _hub.DisposeAsync();
        _hub = await LiveHub.StartAsync(change: configuration =>
        {
            string trust = File.ReadAllText(configuration.TrustFile);
            File.WriteAllText(configuration.TrustFile, trust.Replace("[publisher]", "[publisher]\nthreshold = 2", StringComparison.Ordinal));
            return configuration;
        });
        await Live.Bulletins.RefuseAsync(_hub, First, SignatureReasons.ThresholdNotMet);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(-1)]
    [RedTeam("G6", "Sends the hub a part of a bulletin", typeof(SignedMessage), "CBOR_MALFORMED")]
    public async Task A_part_of_a_message_is_malformed(int length) =>
        await Live.Bulletins.RefuseAsync(_hub, First[..(length < 0 ? First.Length + length : length)], EvidenceReasons.CborMalformed);

    [Fact]
    public async Task What_publishers_signed_and_is_no_bulletin_is_none()
    {
        await Live.Bulletins.RefuseAsync(_hub, Live.Bulletins.Sign(Sample.ManifestBytes), DocumentReasons.BulletinSchema);
        await Live.Bulletins.RefuseAsync(_hub, Live.Bulletins.Sign("""{"schema":"mlsec.bulletin/1"}"""u8.ToArray()), DocumentReasons.BulletinMalformed);
        await Live.Bulletins.RefuseAsync(_hub, Live.Bulletins.Sign(Live.Bulletins.Of(1) with { Issued = SamplePackage.Now.AddDays(2) }), DocumentReasons.BulletinNotYetIssued);
    }

    [Fact]
    [RedTeam("G6", "Sends the hub more than a bulletin can have", typeof(BulletinEndpoints), "REQUEST_MALFORMED")]
    public async Task A_longer_message_is_not_read()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, HubRoutes.Bulletins) { Content = new ByteArrayContent(new byte[SignedMessage.MostBytes + 1]) };
        request.Headers.ExpectContinue = true;
        using HttpResponseMessage answer = await _hub.Operator.SendAsync(request, TestContext.Current.CancellationToken);
        await LiveHub.AssertErrorAsync(HttpStatusCode.RequestEntityTooLarge, HubReasons.RequestMalformed, answer);
    }

    [Fact]
    public async Task The_longest_bulletin_that_devices_take_is_taken()
    {
        Recall[] recalls = [.. Enumerable.Range(1, 385).Select(each => new Recall(
            "keyword-spotter", new(each, Core.Digests.Sha256Digest.Of(BitConverter.GetBytes(each))), new string('x', BulletinLimits.WhyLength), null))];
        byte[] message = Live.Bulletins.Sign(Live.Bulletins.Of(1, recalls));
        Assert.InRange(message.Length, 100_000, SignedMessage.MostBytes);
        Assert.Equal(385, (await Live.Bulletins.BringAsync(_hub, message)).Recalls.Count);
    }

    [Fact]
    public async Task Only_operators_bring_bulletins()
    {
        await using SimulatedDevice device = await _hub.DeviceAsync();
        using HttpResponseMessage byDevice = await _hub.Client(device.Certificate).PostAsync(HubRoutes.Bulletins, new ByteArrayContent(First), TestContext.Current.CancellationToken);
        await LiveHub.AssertErrorAsync(HttpStatusCode.Forbidden, EnrolmentReasons.NotAuthorised, byDevice);
        using HttpResponseMessage byAnybody = await _hub.Anybody.PostAsync(HubRoutes.Bulletins, new ByteArrayContent(First), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, byAnybody.StatusCode);
        Assert.Null(_hub.Read(store => store.NewestBulletin()));
    }

    [Fact]
    [RedTeam("G4", "Fast-forwards the hub's bulletin, with a stolen publisher key, to the last version there is", typeof(BulletinDesk))]
    public async Task A_version_does_not_outlive_the_publishers_that_the_trust_file_names()
    {
        await Live.Bulletins.BringAsync(_hub, Live.Bulletins.Sign(Live.Bulletins.Of((1L << 53) - 1, Live.Bulletins.Recall(Sample))));
        SigningAuthority next = SigningAuthority.Create("next publishers");
        await _hub.RestartAsync(change: configuration =>
        {
            File.WriteAllText(Path.Combine(Path.GetDirectoryName(configuration.TrustFile)!, "anchors/publisher.pem"), SigningAuthority.CertificatePem(next.Certificate));
            return configuration;
        });

        // What the retired ones said stays in force until the new ones say something.
        Assert.Single(_hub.Read(store => store.NewestBulletin())!.Recalls);
        await Live.Bulletins.RefuseAsync(_hub, Live.Bulletins.Sign(Live.Bulletins.Of(1)), SignatureReasons.ChainUntrusted);
        Assert.Equal(1, (await Live.Bulletins.BringAsync(_hub, Live.Bulletins.Sign(Live.Bulletins.Of(1), next.Issue()))).Version);
    }
}
