using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Desired;
using MLSecOps.EdgeAgent.Mqtt;
using MLSecOps.EdgeAgent.Tests.Hub;
using MLSecOps.Formats.Bulletins;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Directives;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Eat;
using MLSecOps.TestKit;
using MLSecOps.Trust.Bulletins;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Evidence;
using MLSecOps.Trust.Identity;
using MQTTnet;

namespace MLSecOps.EdgeAgent.Tests.Mqtt;

/// <summary>The line over Mosquitto: what the device says and in which order, what it believes, and what each way of not getting through looks like.</summary>
public sealed class HubLineTests : IDisposable
{
    private readonly TestHub _hub = new();

    public void Dispose() => _hub.Dispose();

    [Fact]
    public async Task Records_arrive_in_order_as_links_that_follow_each_other_and_stay_until_the_hub_acknowledges_them()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(_hub);
        Ueid ueid = Enrol(broker);
        await using Listener listener = await Listener.ConnectAsync(_hub, broker);
        await using LineDevice device = new(_hub);
        for (int i = 0; i < 30; i++)
        {
            device.Say($"R{i:d2}");
        }

        await _hub.UntilAsync(() => Records(listener).Count >= 31 && listener.All("birth").Count == 1, "all records");

        List<ChainLink> links = [.. Records(listener).Select(Link)];
        Assert.Equal(RecordTypes.Epoch, links[0].Type);
        Assert.All(links.Zip(links.Skip(1)), pair => Assert.True(pair.Second.Follows(pair.First.Head), $"{pair.Second.Sequence} after {pair.First.Sequence}"));
        MqttApplicationMessage last = Records(listener)[^1];
        Assert.Equal("application/json", last.ContentType);
        Assert.Equal($"/mlsec/{ueid}", Listener.Property(last, "source"));
        Assert.Equal("1.0", Listener.Property(last, "specversion"));
        Assert.NotNull(Listener.Property(last, "time"));
        Assert.Contains(Records(listener), message => Listener.Property(message, "subject") == "vision");

        Assert.Equal(links.Count, device.Chain.Pending(-1, 100).Count);
        await AcknowledgeAsync(listener, ueid, links[^1].Head);
        await _hub.UntilAsync(() => device.Chain.Pending(-1, 100).Count == 0, "nothing waits");
    }

    [Fact]
    [RedTeam("G4", "Takes over the broker, and says in the hub's name that nothing is recalled", typeof(BulletinVerifier), "SIGNER_CHAIN_UNTRUSTED")]
    public async Task A_bulletin_counts_by_its_publishers_signature_whoever_publishes_it()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(_hub);
        Ueid ueid = Enrol(broker);
        await using Listener listener = await Listener.ConnectAsync(_hub, broker);
        await using LineDevice device = new(_hub);
        string topic = Topics.Down(ueid.Hex, Topics.Bulletin);
        Bulletin bulletin = new(4, TestHub.Now.AddMinutes(-1), TestHub.Now.AddDays(1), [new Recall("vision", new ReleaseId(7, Sha256Digest.Of("m"u8)), "x", null)], [], []);

        // The publisher's role is the directors' authority here (TestHub.Configure).
        await listener.SayAsync(topic, Message(bulletin, _hub.Director), retain: true);
        await _hub.UntilAsync(() => device.Keeper.State.Bulletin?.Bulletin.Version == 4, "the bulletin is in force");

        using X509Certificate2 forger = SigningAuthority.Create("Forger", TestHub.Dated([])).Issue("Test Publisher", TestHub.Dated([CertificateProfile.CodeSigning]));
        await listener.SayAsync(topic, Message(bulletin with { Version = 5, Recalls = [] }, forger));
        await _hub.UntilAsync(() => _hub.JournalText.Contains("[SIGNER_CHAIN_UNTRUSTED]", StringComparison.Ordinal), "a finding");
        await listener.SayAsync(topic, [0x82, 0x41]);
        await listener.SayAsync(topic, Message(bulletin with { Version = 3, Recalls = [] }, _hub.Director));
        await _hub.UntilAsync(() => _hub.JournalText.Contains("[BULLETIN_VERSION_OLDER]", StringComparison.Ordinal), "another finding");
        Assert.Equal(4, device.Keeper.State.Bulletin!.Bulletin.Version);
    }

    [Fact]
    public async Task What_the_hub_did_not_acknowledge_is_sent_again()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(_hub);
        Ueid ueid = Enrol(broker);
        await using Listener listener = await Listener.ConnectAsync(_hub, broker);
        await using LineDevice device = new(_hub, LineDevice.Hurry with { AcknowledgementPatience = TimeSpan.FromMilliseconds(50) });
        await _hub.UntilAsync(() => Records(listener).Count(message => Link(message).Sequence == 1) >= 3, "the first record three times");

        await AcknowledgeAsync(listener, ueid, device.Chain.Head!);
        await _hub.UntilAsync(() => device.Chain.Pending(-1, 1).Count == 0, "nothing waits");
    }

    [Fact]
    public async Task Records_that_wait_go_out_after_a_reconnection_with_a_higher_number()
    {
        int port = TlsServer.FreePort();
        Ueid ueid = Enrol($"localhost:{port}");
        // The listener may come after the device: then it hears what is sent again.
        await using LineDevice device = new(_hub, LineDevice.Hurry with { AcknowledgementPatience = TimeSpan.FromMilliseconds(100) });
        device.Say("BEFORE");
        await _hub.UntilAsync(() => _hub.JournalText.Contains("[HUB_UNREACHABLE]", StringComparison.Ordinal), "a finding");

        long first;
        await using (Mosquitto broker = await Mosquitto.StartAsync(_hub, port))
        {
            await using Listener listener = await Listener.ConnectAsync(_hub, broker);
            first = Number(await listener.HearAsync("birth"));
            await listener.HearAsync("finding", message => Text(message).Contains("BEFORE", StringComparison.Ordinal));
            Assert.True(device.Line.Status!.Connected);
        }

        await _hub.UntilAsync(() => !device.Line.Status!.Connected && device.Line.Status.Reason == "HUB_UNREACHABLE", "no connection");
        await using Mosquitto again = await Mosquitto.StartAsync(_hub, port);
        await using Listener second = await Listener.ConnectAsync(_hub, again);
        MqttApplicationMessage birth = await second.HearAsync("birth", message => Number(message) > first);
        Assert.Equal(ueid.Hex, birth.Topic.Split('/')[2]);
        Assert.Equal(ueid.Hex, device.Line.Status!.Ueid);
    }

    [Fact]
    public async Task Before_it_hangs_up_the_device_says_so()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(_hub);
        Enrol(broker);
        await using Listener listener = await Listener.ConnectAsync(_hub, broker);
        await using LineDevice device = new(_hub);
        long number = Number(await listener.HearAsync("birth"));

        await device.DisposeAsync();

        MqttApplicationMessage death = await listener.HearAsync("death");
        Assert.Equal(number, JsonSerializer.Deserialize(death.Payload.ToArray(), TelemetryJson.Default.DeathRecord)!.BdSeq);
        Assert.Equal("application/json", death.ContentType);
    }

    [Fact]
    public async Task A_challenge_is_answered_at_once_with_evidence_that_commits_to_the_chain()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(_hub);
        Ueid ueid = Enrol(broker);
        await using Listener listener = await Listener.ConnectAsync(_hub, broker);
        await using LineDevice device = new(_hub);
        await listener.HearAsync("birth");

        Challenge challenge = Challenge(ChallengeKind.Challenge, ueid);
        await ChallengeAsync(listener, ueid, challenge);
        MqttApplicationMessage evidence = await listener.HearAsync("evidence");

        Assert.Equal(EvidenceProfile.MediaType, evidence.ContentType);
        Assert.StartsWith($"evidence-{Convert.ToHexStringLower(challenge.Nonce.Span)[..16]}-", Listener.Property(evidence, "id"), StringComparison.Ordinal);
        DeviceCertificateAppraisal certificate = DeviceCertificateVerifier.Verify(_hub.Identity().Certificates[0], [_hub.Devices.Certificate.RawData], _hub.Trust.Hub, _hub.Trust.Now);
        EvidenceVerification verified = EvidenceVerifier.Verify(
            evidence.Payload.ToArray(), certificate.Device!, new EvidenceChallenge(challenge.Nonce, challenge.Expires), _hub.Trust.Now);
        Assert.IsType<Core.Findings.TrustVerdict.Trusted>(verified.Verdict);
        Assert.Contains(Records(listener).Concat(listener.All("birth")), message => Link(message).Head == verified.Claims!.Chain);
    }

    [Fact]
    public async Task The_epoch_nonce_is_kept_and_answered_on_every_change()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(_hub);
        Ueid ueid = Enrol(broker);
        await using Listener listener = await Listener.ConnectAsync(_hub, broker);
        await ChallengeAsync(listener, ueid, Challenge(ChallengeKind.Epoch, null), retain: true);
        await using LineDevice device = new(_hub);
        await _hub.UntilAsync(() => listener.All("evidence").Count >= 1, "evidence on connection");
        int before = listener.All("evidence").Count;

        device.Orders.Changed();

        await _hub.UntilAsync(() => listener.All("evidence").Count > before, "evidence on change");
    }

    [Theory]
    [InlineData("another signer", "HUB_STATEMENT_SIGNER_REFUSED")]
    [InlineData("another device", "CHALLENGE_FOR_OTHER_DEVICE")]
    [InlineData("another kind of statement", "COSE_CONTENT_TYPE")]
    [InlineData("garbage", "CBOR_MALFORMED")]
    [RedTeam("G4", "Challenges a device from the broker, with a key, name or statement of one's own", typeof(DownMessages), "HUB_STATEMENT_SIGNER_REFUSED", "CHALLENGE_FOR_OTHER_DEVICE", "COSE_CONTENT_TYPE", "CBOR_MALFORMED")]
    public async Task A_challenge_that_does_not_verify_is_told_and_not_answered(string what, string code)
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(_hub);
        Ueid ueid = Enrol(broker);
        await using Listener listener = await Listener.ConnectAsync(_hub, broker);
        await using LineDevice device = new(_hub);
        await listener.HearAsync("birth");
        using X509Certificate2 forger = SigningAuthority.Create("Forger", TestHub.Dated([])).Issue("Test Hub Signer", TestHub.Dated(["1.3.6.1.5.5.7.3.36"]));
        byte[] message = what switch
        {
            "another signer" => HubStatements.SignChallenge(Challenge(ChallengeKind.Challenge, ueid), forger.GetECDsaPrivateKey()!, [forger.RawData]),
            "another device" => Sign(Challenge(ChallengeKind.Challenge, TestHub.NewUeid())),
            "another kind of statement" => SignAcknowledgement(device.Chain.Head!),
            _ => [0xd2, 0x84, 0x40],
        };

        await listener.SayAsync(Topics.Down(ueid.Hex, Topics.Challenge), message);
        await _hub.UntilAsync(() => _hub.JournalText.Contains($"[{code}]", StringComparison.Ordinal), "a finding");
        // The same again is counted, not told.
        await listener.SayAsync(Topics.Down(ueid.Hex, Topics.Challenge), message);
        await ChallengeAsync(listener, ueid, Challenge(ChallengeKind.Challenge, ueid));
        await listener.HearAsync("evidence");

        Assert.Single(listener.All("evidence"));
        Assert.Equal(2, _hub.JournalText.Split($"[{code}]").Length);
    }

    [Fact]
    [RedTeam("G5", "Acknowledges records from the broker, so that the device deletes them", typeof(DownMessages), "HUB_STATEMENT_SIGNER_REFUSED")]
    public async Task An_acknowledgement_that_the_hub_did_not_sign_removes_nothing()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(_hub);
        Ueid ueid = Enrol(broker);
        await using Listener listener = await Listener.ConnectAsync(_hub, broker);
        await using LineDevice device = new(_hub);
        await listener.HearAsync("birth");

        // The device's own certificate lies below the hub's anchor too.
        byte[] forged = HubStatements.SignAcknowledgement(device.Chain.Head!, _hub.Identity().Key, _hub.Identity().Certificates);
        await listener.SayAsync(Topics.Down(ueid.Hex, Topics.Acknowledgement), forged);
        await _hub.UntilAsync(() => _hub.JournalText.Contains("[HUB_STATEMENT_SIGNER_REFUSED]", StringComparison.Ordinal), "a finding");

        Assert.NotEmpty(device.Chain.Pending(-1, 1));
    }

    [Fact]
    [RedTeam("G4", "Publishes a directive of one's own from the broker", typeof(DirectiveIntake), "SIGNER_CHAIN_UNTRUSTED")]
    public async Task A_directive_is_taken_in_and_a_forged_one_is_a_finding()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(_hub);
        Ueid ueid = Enrol(broker);
        await using Listener listener = await Listener.ConnectAsync(_hub, broker);
        Directive directive = new(
            TestHub.Fleet, new DirectiveScope.Device(ueid), 3, TestHub.Now.AddMinutes(-1), TestHub.Now.AddDays(1), false,
            [new DesiredRelease("vision", new ReleaseId(7, Sha256Digest.Of("m"u8)), 1000, ["https://hub.example/p"])]);
        await listener.SayAsync(Topics.Down(ueid.Hex, Topics.Desired), _hub.Sign(directive), retain: true);
        await using LineDevice device = new(_hub);
        await _hub.UntilAsync(() => device.InForce.Count == 1, "a directive");

        using X509Certificate2 forger = SigningAuthority.Create("Forger", TestHub.Dated([])).Issue("Test Director", TestHub.Dated([CertificateProfile.CodeSigning]));
        await listener.SayAsync(Topics.Down(ueid.Hex, Topics.Desired), _hub.Sign(directive with { Sequence = 9 }, forger), retain: true);

        MqttApplicationMessage finding = await listener.HearAsync("finding", message => Text(message).Contains("directive-refused", StringComparison.Ordinal));
        Assert.Contains("CHAIN_UNTRUSTED", Text(finding), StringComparison.Ordinal);
        Assert.Equal(3, Assert.Single(device.InForce).Sequence);
    }

    [Fact]
    [RedTeam("G4", "Sends a command that would execute something", typeof(DownMessages))]
    [RedTeam("G10", "Floods a device with commands", typeof(DownMessages))]
    public async Task Commands_are_done_and_bounded_in_number()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(_hub);
        Ueid ueid = Enrol(broker);
        await using Listener listener = await Listener.ConnectAsync(_hub, broker);
        await using LineDevice device = new(_hub);
        await listener.HearAsync("birth");

        for (int i = 0; i < 5; i++)
        {
            await listener.SayAsync(Topics.CommandOf(ueid.Hex, CommandVerbs.Check), []);
        }

        await listener.SayAsync(Topics.CommandOf(ueid.Hex, CommandVerbs.Rebirth), []);
        await listener.SayAsync(Topics.CommandOf(ueid.Hex, CommandVerbs.Resend), []);
        await listener.SayAsync(Topics.Down(ueid.Hex, "command/execute"), [1]);
        await _hub.UntilAsync(() => listener.All("birth").Select(message => Link(message).Sequence).Distinct().Count() == 2, "another birth");
        await _hub.UntilAsync(() => Records(listener).Count(message => Link(message).Sequence == 1) == 2, "the first record again");

        Assert.Equal(1, device.Rechecks);
        Assert.Equal(5, device.Line.Status!.Ignored);
    }

    [Fact]
    public async Task The_hub_s_opinion_is_shown_when_the_hub_signed_it()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(_hub);
        Ueid ueid = Enrol(broker);
        await using Listener listener = await Listener.ConnectAsync(_hub, broker);
        await using LineDevice device = new(_hub);
        await listener.HearAsync("birth");
        DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(TestHub.Now.ToUnixTimeSeconds());
        EarSubmodule model = new("model/vision", TrustTier.Contraindicated, null, [], []);
        Ear ear = new(now, null, new EarVerifier("test", "1"), RandomNumberGenerator.GetBytes(32), ueid, [model]);

        Assert.True(HubStatements.SignAppraisal(ear, _hub.Signer.GetECDsaPrivateKey()!, [_hub.Signer.RawData]).TryGet(out ReadOnlyMemory<byte> message, out FormatFault? fault), fault?.ToString());
        await listener.SayAsync(Topics.Down(ueid.Hex, Topics.Appraisal), message.ToArray(), retain: true);

        await _hub.UntilAsync(() => device.Line.Status!.Verdict is not null, "an opinion");
        Assert.Equal("rejected", device.Line.Status!.Verdict);
        Assert.Equal(now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), device.Line.Status.AppraisedAt);
    }

    [Fact]
    [RedTeam("G4", "Takes the place of the broker below another anchor", typeof(HubServerVerifier), "HUB_NOT_TRUSTED")]
    public async Task A_broker_below_another_anchor_is_not_spoken_to()
    {
        SigningAuthority other = SigningAuthority.Create("Another Root", TestHub.Dated([]));
        using X509Certificate2 foreign = other.Issue("Test Hub", TestHub.Dated(["1.3.6.1.5.5.7.3.1"]) with { HostNames = ["localhost"] });
        await using Mosquitto broker = await Mosquitto.StartAsync(_hub, server: foreign);
        Enrol(broker);
        await using LineDevice device = new(_hub);

        await _hub.UntilAsync(() => _hub.JournalText.Contains("[HUB_NOT_TRUSTED]", StringComparison.Ordinal), "a finding");

        Assert.Equal("HUB_NOT_TRUSTED", device.Line.Status!.Reason);
        Assert.DoesNotContain("New client connected", broker.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_certificate_is_told_as_such()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(_hub);
        Enrol(broker, TestHub.Dated([]) with { NotBefore = TestHub.Now.AddDays(-9), NotAfter = TestHub.Now.AddDays(-8) });
        await using LineDevice device = new(_hub);

        await _hub.UntilAsync(() => _hub.JournalText.Contains("[DEVICE_CERTIFICATE_EXPIRED]", StringComparison.Ordinal), "a finding");

        Assert.False(device.Line.Status!.Connected);
        Assert.DoesNotContain("New client connected", broker.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broker_that_refuses_the_device_is_told_and_left_alone_until_a_token_comes()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(_hub);
        // The broker knows the hub's anchor only; this device's certificate does not lead there.
        TestHub elsewhere = new();
        using (elsewhere)
        {
            await using Mosquitto foreign = await Mosquitto.StartAsync(elsewhere, server: _hub.Server);
            Ueid old = Enrol(foreign);
            await using TlsServer est = new(_hub.Server, ask => TlsServer.Whole("200 OK", System.Text.Encoding.ASCII.GetBytes(
                Convert.ToBase64String(_hub.Issue(Convert.FromBase64String(System.Text.Encoding.ASCII.GetString(ask.Body)), old)))));
            _hub.Configure(est.Url, foreign.Address);
            await using LineDevice device = new(_hub, LineDevice.Hurry with { RefusedRetry = TimeSpan.FromMinutes(5) });
            await _hub.UntilAsync(() => _hub.JournalText.Contains("[DEVICE_NOT_ENROLLED]", StringComparison.Ordinal), "a finding");

            _hub.Configure(est.Url, broker.Address);
            File.WriteAllText(_hub.TokenFile, _hub.TokenFor(_hub.Server).ToString());

            await _hub.UntilAsync(() => device.Line.Status!.Connected, "a connection");
            Assert.Single(est.Asked);
            Assert.Equal(old.Hex, device.Line.Status!.Ueid);
        }
    }

    [Fact]
    public async Task Another_device_s_topic_is_closed()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(_hub);
        Enrol(broker);
        await using Listener listener = await Listener.ConnectAsync(_hub, broker);
        await using LineDevice device = new(_hub);
        await listener.HearAsync("birth");
        Ueid other = TestHub.NewUeid();

        await listener.SayAsync(Topics.CommandOf(other.Hex, CommandVerbs.Check), []);
        await listener.SayAsync(Topics.CommandOf(device.Line.Identity!.Ueid.Hex, CommandVerbs.Rebirth), []);
        await _hub.UntilAsync(() => listener.All("birth").Count >= 2, "another birth");

        Assert.Equal(0, device.Rechecks);
    }

    private static List<MqttApplicationMessage> Records(Listener listener) => [.. listener.Heard.Where(message => Listener.Property(message, "chainseq") is not null)];

    private static ChainLink Link(MqttApplicationMessage message)
    {
        Assert.True(
            ChainLink.FromAttributes(
                Listener.Property(message, "chainepoch"),
                Listener.Property(message, "chainseq"),
                Listener.Property(message, "chainprev"),
                Listener.Property(message, "type"),
                Listener.Property(message, "severity"),
                Sha256Digest.Of(message.Payload.ToArray())).TryGet(out ChainLink? link, out FormatFault? fault),
            fault?.ToString());
        return link;
    }

    private static long Number(MqttApplicationMessage birth) => JsonSerializer.Deserialize(birth.Payload.ToArray(), TelemetryJson.Default.BirthRecord)!.BdSeq;

    private static string Text(MqttApplicationMessage message) => System.Text.Encoding.UTF8.GetString(message.Payload.ToArray());

    private static Challenge Challenge(ChallengeKind kind, Ueid? ueid)
    {
        DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(TestHub.Now.ToUnixTimeSeconds());
        return new Challenge(RandomNumberGenerator.GetBytes(32), now, now.AddMinutes(5), kind, ueid);
    }

    private Ueid Enrol(Mosquitto broker, CertificateProfile? profile = null) => Enrol(broker.Address, profile);

    private Ueid Enrol(string address, CertificateProfile? profile = null)
    {
        _hub.Configure("https://localhost:1", address);
        return _hub.Enrol(profile);
    }

    private byte[] Sign(Challenge challenge) => HubStatements.SignChallenge(challenge, _hub.Signer.GetECDsaPrivateKey()!, [_hub.Signer.RawData]);

    private byte[] SignAcknowledgement(ChainHead head) => HubStatements.SignAcknowledgement(head, _hub.Signer.GetECDsaPrivateKey()!, [_hub.Signer.RawData]);

    private Task ChallengeAsync(Listener listener, Ueid ueid, Challenge challenge, bool retain = false) =>
        listener.SayAsync(Topics.Down(ueid.Hex, Topics.Challenge), Sign(challenge), retain);

    private static byte[] Message(Bulletin bulletin, X509Certificate2 signer)
    {
        Assert.True(BulletinWriter.Write(bulletin).TryGet(out ReadOnlyMemory<byte> document, out _));
        Assert.True(DocumentSigner.Sign(document.Span, signer, [], TestHub.Now).TryGet(out ReadOnlyMemory<byte> cms, out _));
        return SignedMessage.Encode(document.Span, cms.Span);
    }

    private Task AcknowledgeAsync(Listener listener, Ueid ueid, ChainHead head) =>
        listener.SayAsync(Topics.Down(ueid.Hex, Topics.Acknowledgement), SignAcknowledgement(head));
}
