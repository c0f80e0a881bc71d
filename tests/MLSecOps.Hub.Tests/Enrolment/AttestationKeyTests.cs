using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MLSecOps.Contracts.Hub;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Tpm;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Enrolment;
using MLSecOps.Hub.Tests.Live;
using MLSecOps.TestKit;
using MLSecOps.Trust.Tests;
using MLSecOps.Trust.Tests.Tpm;
using MLSecOps.Trust.Tpm;

namespace MLSecOps.Hub.Tests.Enrolment;

/// <summary>A device proves its TPM, and owes quotes from then on.</summary>
public sealed class AttestationKeyTests : IAsyncLifetime
{
    private static readonly SamplePackage Sample = new();

    // Bytes before the credential in a file of tpm2_makecredential.
    private static readonly byte[] CredentialFile = [0xba, 0xdc, 0xc0, 0xde, 0, 0, 0, 1];

    private readonly SoftTpm _tpm = new();
    private LiveHub _hub = null!;
    private SimulatedDevice _device = null!;

    public async ValueTask InitializeAsync()
    {
        _hub = await LiveHub.StartAsync();
        await _hub.PushAsync(Sample);
        _device = await _hub.ConnectedDeviceAsync();
        await _device.SendAsync(_device.NextEpoch());
    }

    public async ValueTask DisposeAsync()
    {
        _tpm.Dispose();
        await _device.DisposeAsync();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task A_proven_key_is_bound_and_its_evidence_trusted()
    {
        Assert.Equal("none", (await _device.SeenAsync()).Tier);
        AttestationKeyReply reply = await BindAsync(_device, _tpm);
        Assert.Equal((_device.Ueid.Hex, $"{_tpm.Public.NameDigest}", "tpm", 12), (reply.Ueid, reply.AttestationKey, reply.Tier, reply.AgentPcr));
        HubDevice seen = await _device.SeenAsync();
        Assert.Equal(("tpm", false), (seen.Tier, seen.TpmMakerProven));

        Ear ear = await AttestAsync(claims => _tpm.Attest(claims), CmwMessage.MediaType);
        Assert.Equal("trusted", (await _device.SeenAsync()).Verdict);
        Assert.Contains(ear.Device!.Explanation, row => row is { Claim: "tier", Found: "tpm", Reason: "TPM_EK_UNPROVEN" });
        Assert.Equal(new TpmReading(_tpm.Clock.Milliseconds, _tpm.Clock.Resets, _tpm.Clock.Restarts), _hub.Read(reads => reads.FindTpm(_device.Ueid.Hex))!.Clock);
        Assert.Empty(await _device.OpenAsync());
    }

    [Fact]
    [RedTeam("G5", "Sends evidence without quote for a device with a TPM, over its own connection and with its connection key", typeof(AttestationKeyEndpoints), "TPM_EVIDENCE_MISSING")]
    public async Task Stripped_evidence_rejects_the_device_with_its_own_finding()
    {
        await BindAsync(_device, _tpm);
        await AttestAsync(claims => _device.Sign(claims).ToArray(), EvidenceProfile.MediaType);
        HubDevice seen = await _device.SeenAsync();
        Assert.Equal(("rejected", TpmReasons.EvidenceMissing.Code, "tpm"), (seen.Verdict, seen.Reason, seen.Tier));
        HubFinding finding = Assert.Single(await _hub.FindingsAsync(_device.Ueid.Hex));
        Assert.Equal((TpmReasons.EvidenceMissing.Code, TpmReasons.EvidenceMissing.Next), (finding.Reason, finding.Next));
        Assert.NotEqual("notice", finding.Severity);

        // Honest again.
        await AttestAsync(claims => _tpm.Attest(claims), CmwMessage.MediaType);
        Assert.Equal("trusted", (await _device.SeenAsync()).Verdict);
    }

    [Fact]
    public async Task A_refused_quote_does_not_move_the_clock()
    {
        await BindAsync(_device, _tpm);
        _tpm.Clock = new TpmClock(5000, 7, 0, true);
        await AttestAsync(claims => _tpm.Attest(claims), CmwMessage.MediaType);
        _tpm.Clock = new TpmClock(4000, 7, 0, true);
        await AttestAsync(claims => _tpm.Attest(claims), CmwMessage.MediaType);
        Assert.Equal(TpmReasons.ClockReversed.Code, (await _device.SeenAsync()).Reason);
        _tpm.Clock = new TpmClock(9000, 7, 0, true);
        await AttestAsync(claims => _tpm.Attest(claims, new byte[32]), CmwMessage.MediaType);
        Assert.Equal(TpmReasons.QuoteUnbound.Code, (await _device.SeenAsync()).Reason);
        Assert.Equal(5000UL, _hub.Read(reads => reads.FindTpm(_device.Ueid.Hex))!.Clock!.Milliseconds);
    }

    [Fact]
    [RedTeam("G5", "Comes as a known device with the TPM of another machine", typeof(TpmRules), "TPM_EK_CHANGED")]
    public async Task A_known_device_with_another_TPM_is_refused()
    {
        await BindAsync(_device, _tpm);
        using SoftTpm other = new();
        using HttpResponseMessage answer = await AskAsync(_device, other);
        HubError error = await LiveHub.AssertErrorAsync(HttpStatusCode.UnprocessableEntity, TpmReasons.EndorsementChanged, answer);
        Assert.Contains($"{_tpm.NameOfEndorsement}", error.Why, StringComparison.Ordinal);
        Assert.Equal([TpmReasons.EndorsementChanged.Code], await _device.OpenAsync());
        Assert.Equal(_tpm.NameOfEndorsement, _hub.Read(reads => reads.FindTpm(_device.Ueid.Hex))!.Endorsement);
    }

    [Fact]
    [RedTeam("G5", "Enrols a second device with the TPM of the first", typeof(TpmRules), "TPM_EK_TAKEN")]
    public async Task A_known_TPM_under_another_name_is_refused()
    {
        await BindAsync(_device, _tpm);
        await using SimulatedDevice second = await _hub.DeviceAsync();
        using HttpResponseMessage answer = await AskAsync(second, _tpm);
        await LiveHub.AssertErrorAsync(HttpStatusCode.UnprocessableEntity, TpmReasons.EndorsementTaken, answer);
        Assert.Equal([TpmReasons.EndorsementTaken.Code], await second.OpenAsync());
        Assert.Equal("none", (await second.SeenAsync()).Tier);
    }

    /// <summary>Of two who were asked at once, the first that answers is bound.</summary>
    [Fact]
    public async Task A_TPM_that_was_bound_meanwhile_is_refused_at_the_answer()
    {
        await using SimulatedDevice second = await _hub.DeviceAsync();
        AttestationKeyChallenge challenge = await ChallengedAsync(second, _tpm);
        await BindAsync(_device, _tpm);
        using HttpResponseMessage answer = await AnswerAsync(second, challenge.Id, _tpm.Open(challenge.Credential, challenge.EncryptedSecret)!);
        await LiveHub.AssertErrorAsync(HttpStatusCode.UnprocessableEntity, TpmReasons.EndorsementTaken, answer);
    }

    [Fact]
    [RedTeam("G5", "Answers the hub's challenge without the TPM: with a guess, for another device, twice or too late", typeof(AttestationKeyEndpoints), "TPM_CHALLENGE_FAILED")]
    public async Task A_wrong_late_or_second_answer_is_refused()
    {
        await using SimulatedDevice second = await _hub.DeviceAsync();
        AttestationKeyChallenge challenge = await ChallengedAsync(_device, _tpm);
        byte[] secret = _tpm.Open(challenge.Credential, challenge.EncryptedSecret)!;
        await AssertFailedAsync(_device, challenge.Id, new byte[32]);
        await AssertFailedAsync(second, challenge.Id, secret);
        await AssertFailedAsync(_device, new string('0', 32), secret);
        _hub.Time.Advance(TimeSpan.FromMinutes(6));
        await AssertFailedAsync(_device, challenge.Id, secret);
        Assert.Equal("none", (await _device.SeenAsync()).Tier);

        challenge = await ChallengedAsync(_device, _tpm);
        secret = _tpm.Open(challenge.Credential, challenge.EncryptedSecret)!;
        using (HttpResponseMessage good = await AnswerAsync(_device, challenge.Id, secret))
        {
            Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        }

        await AssertFailedAsync(_device, challenge.Id, secret);
        Assert.Contains(TpmReasons.ChallengeFailed.Code, await _device.OpenAsync());
    }

    [Fact]
    public async Task Keys_that_may_not_attest_are_refused()
    {
        using SoftTpm weak = new(SoftTpm.Restricted & ~TpmObjectAttributes.Restricted);
        using HttpResponseMessage answer = await AskAsync(_device, weak);
        await LiveHub.AssertErrorAsync(HttpStatusCode.UnprocessableEntity, TpmReasons.KeyNotRestricted, answer);
        using HttpResponseMessage garbage = await _hub.Client(_device.Certificate).PostAsync(HubRoutes.AttestationKeys, new ByteArrayContent("{}"u8.ToArray()), TestContext.Current.CancellationToken);
        await LiveHub.AssertErrorAsync(HttpStatusCode.BadRequest, HubReasons.RequestMalformed, garbage);
    }

    [Fact]
    public async Task Only_devices_may_ask()
    {
        using HttpResponseMessage byOperator = await _hub.Operator.PostAsync(HubRoutes.AttestationKeys, Body(_tpm), TestContext.Current.CancellationToken);
        await LiveHub.AssertErrorAsync(HttpStatusCode.Forbidden, EnrolmentReasons.NotAuthorised, byOperator);
        using HttpResponseMessage byAnybody = await _hub.Anybody.PostAsync(HubRoutes.AttestationKeys, Body(_tpm), TestContext.Current.CancellationToken);
        await LiveHub.AssertErrorAsync(HttpStatusCode.Forbidden, EnrolmentReasons.NotAuthorised, byAnybody);
    }

    [Fact]
    public async Task A_known_boot_raises_the_tier_and_another_one_rejects_the_device()
    {
        Sha256Digest[] boot = [.. Enumerable.Range(0, 8).Select(i => Sha256Digest.Of([(byte)i]))];
        Sha256Digest state = PcrValue.Compose([.. boot.Select((value, i) => new PcrValue(i, value))]);
        await using LiveHub hub = await LiveHub.StartAsync(change: configuration => configuration with { BootStates = [state] });
        await hub.PushAsync(Sample);
        await using SimulatedDevice device = await hub.ConnectedDeviceAsync();
        await device.SendAsync(device.NextEpoch());
        await BindAsync(device, _tpm, hub);
        _tpm.Boot = boot;
        await AttestAsync(claims => _tpm.Attest(claims), CmwMessage.MediaType, device);
        Assert.Equal(("trusted", "tpm-measured-boot"), ((await device.SeenAsync()).Verdict, (await device.SeenAsync()).Tier));

        _tpm.Boot = [.. boot[..7], Sha256Digest.Of("another boot loader"u8)];
        await AttestAsync(claims => _tpm.Attest(claims), CmwMessage.MediaType, device);
        HubDevice seen = await device.SeenAsync();
        Assert.Equal(("rejected", TpmReasons.TierFell.Code, "tpm-measured-boot"), (seen.Verdict, seen.Reason, seen.Tier));
        Assert.Contains(TpmReasons.TierFell.Code, await device.OpenAsync());

        // Leaving the boot out is no way around it.
        _tpm.Boot = null;
        await AttestAsync(claims => _tpm.Attest(claims), CmwMessage.MediaType, device);
        Assert.Equal(TpmReasons.TierFell.Code, (await device.SeenAsync()).Reason);
    }

    [Fact]
    public async Task A_bundle_has_the_key_of_its_time()
    {
        await BindAsync(_device, _tpm);
        Ear ear = await AttestAsync(claims => _tpm.Attest(claims), CmwMessage.MediaType);
        using SoftTpm renewed = new() { Endorsement = _tpm.Endorsement };
        await BindAsync(_device, renewed);
        EvidenceBundle bundle = await _hub.AskAsync($"{HubRoutes.DeviceOf(_device.Ueid.Hex)}/evidence", HubJson.Default.EvidenceBundle);
        Assert.Equal(_tpm.Encoded, bundle.Tpm!.AttestationKey);
        Assert.Equal(12, bundle.Tpm.AgentPcr);
        Assert.Equal(_tpm.Public.NameDigest, TpmStanding.Find(ear)!.Key);
    }

    [Fact]
    public async Task The_page_says_what_stands_behind_the_device()
    {
        using HttpClient page = new() { BaseAddress = new Uri($"http://127.0.0.1:{_hub.PagePort}") };
        Assert.Contains("none: its key is in a file", await page.GetStringAsync($"/devices/{_device.Ueid.Hex}", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await BindAsync(_device, _tpm);
        Assert.Contains("tpm, of no known maker: not shown as hardware", await page.GetStringAsync($"/devices/{_device.Ueid.Hex}", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains(",tpm,no", await page.GetStringAsync("/export/devices.csv", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    /// <summary>A renewed attestation key of the same TPM: bound again, and the recorded tier stays.</summary>
    [Fact]
    public async Task The_same_TPM_may_bind_another_key()
    {
        await BindAsync(_device, _tpm);
        using SoftTpm renewed = new() { Endorsement = _tpm.Endorsement };
        AttestationKeyReply reply = await BindAsync(_device, renewed);
        Assert.Equal($"{renewed.Public.NameDigest}", reply.AttestationKey);
        await AttestAsync(claims => renewed.Attest(claims), CmwMessage.MediaType);
        Assert.Equal("trusted", (await _device.SeenAsync()).Verdict);
    }

    [Fact]
    public async Task An_administrator_who_has_it_enrol_again_frees_the_TPM()
    {
        await BindAsync(_device, _tpm);
        using HttpResponseMessage retired = await _hub.Operator.PostAsync(HubRoutes.RetireOf(_device.Ueid.Hex), null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, retired.StatusCode);
        await using SimulatedDevice second = await _hub.DeviceAsync();
        await BindAsync(second, _tpm);
        Assert.Equal("tpm", (await second.SeenAsync()).Tier);
    }

    /// <summary>A TPM in software whose maker certified it, with the tools of others: our credential is opened, and the maker is proven.</summary>
    [Fact]
    public async Task A_TPM_of_a_known_maker_is_bound_by_tpm2_tools()
    {
        Assert.SkipUnless(Swtpm.Installed, Swtpm.Absent);
        await using Swtpm tpm = await Swtpm.Start(certified: true);
        await using LiveHub hub = await LiveHub.StartAsync(change: configuration => configuration with { EndorsementAnchorFiles = [tpm.MakerRoot] });
        // Its maker dates certificates by the real clock.
        TimeSpan behind = DateTimeOffset.UtcNow.AddMinutes(1) - hub.Time.GetUtcNow();
        hub.Time.Advance(behind > TimeSpan.Zero ? behind : TimeSpan.Zero);
        await using SimulatedDevice device = await hub.DeviceAsync();
        await tpm.Tool("tpm2_createek", "-c", tpm.File("ek.ctx"), "-G", "rsa", "-u", tpm.File("ek.pub"));
        await tpm.Tool("tpm2_createak", "-C", tpm.File("ek.ctx"), "-c", tpm.File("ak.ctx"), "-G", "ecc", "-g", "sha256", "-s", "ecdsa", "-u", tpm.File("ak.pub"), "-f", "tss");
        await tpm.Tool("tpm2_flushcontext", "-t");
        await tpm.Tool("tpm2_nvread", "0x1c00002", "-o", tpm.File("ek.der"));
        using X509Certificate2 issuer = X509CertificateLoader.LoadCertificateFromFile(tpm.MakerIssuer);
        AttestationKeyRequest request = new(tpm.Read("ek.pub")[2..], [tpm.Read("ek.der"), issuer.RawData], tpm.Read("ak.pub")[2..]);
        HttpClient client = hub.Client(device.Certificate);
        using HttpResponseMessage asked = await client.PostAsync(HubRoutes.AttestationKeys, JsonContent.Create(request, HubJson.Default.AttestationKeyRequest), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, asked.StatusCode);
        AttestationKeyChallenge challenge = await LiveHub.ReadAsync(asked, HubJson.Default.AttestationKeyChallenge);
        await File.WriteAllBytesAsync(tpm.File("credential"), [.. CredentialFile, .. challenge.Credential, .. challenge.EncryptedSecret], TestContext.Current.CancellationToken);
        await tpm.Tool("tpm2_startauthsession", "--policy-session", "-S", tpm.File("session"));
        await tpm.Tool("tpm2_policysecret", "-S", tpm.File("session"), "-c", "e");
        await tpm.Tool("tpm2_activatecredential", "-c", tpm.File("ak.ctx"), "-C", tpm.File("ek.ctx"), "-i", tpm.File("credential"), "-o", tpm.File("opened"), "-P", $"session:{tpm.File("session")}");
        using HttpResponseMessage answer = await client.PostAsync(
            HubRoutes.AttestationKeyOf(challenge.Id), JsonContent.Create(new AttestationKeyProof(tpm.Read("opened")), HubJson.Default.AttestationKeyProof), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        HubDevice seen = (await hub.AskAsync(HubRoutes.DeviceOf(device.Ueid.Hex), HubJson.Default.HubDeviceDetail)).Device;
        Assert.Equal(("tpm", true), (seen.Tier, seen.TpmMakerProven));

        // A maker who is no longer configured vouches for nobody, and one who is again does.
        foreach (bool known in (bool[])[false, true])
        {
            await hub.RestartAsync(change: configuration => configuration with { EndorsementAnchorFiles = known ? [tpm.MakerRoot] : [] });
            seen = (await hub.AskAsync(HubRoutes.DeviceOf(device.Ueid.Hex), HubJson.Default.HubDeviceDetail)).Device;
            Assert.Equal(("tpm", known), (seen.Tier, seen.TpmMakerProven));
        }
    }

    private async Task<Ear> AttestAsync(Func<EvidenceClaims, byte[]> attest, string mediaType, SimulatedDevice? device = null)
    {
        SimulatedDevice attester = device ?? _device;
        Challenge challenge = await attester.AskedAsync();
        byte[] message = attest(attester.Claims(challenge.Nonce, Sample));
        await attester.SendAsync(attester.EvidenceMessage(message, mediaType));
        return attester.ReadAppraisal(await attester.TakeAsync(Topics.Appraisal));
    }

    private async Task<AttestationKeyReply> BindAsync(SimulatedDevice device, SoftTpm tpm, LiveHub? hub = null)
    {
        AttestationKeyChallenge challenge = await ChallengedAsync(device, tpm, hub);
        using HttpResponseMessage answer = await AnswerAsync(device, challenge.Id, tpm.Open(challenge.Credential, challenge.EncryptedSecret)!, hub);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await LiveHub.ReadAsync(answer, HubJson.Default.AttestationKeyReply);
    }

    private async Task<AttestationKeyChallenge> ChallengedAsync(SimulatedDevice device, SoftTpm tpm, LiveHub? hub = null)
    {
        using HttpResponseMessage answer = await AskAsync(device, tpm, hub);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await LiveHub.ReadAsync(answer, HubJson.Default.AttestationKeyChallenge);
    }

    private Task<HttpResponseMessage> AskAsync(SimulatedDevice device, SoftTpm tpm, LiveHub? hub = null) =>
        (hub ?? _hub).Client(device.Certificate).PostAsync(HubRoutes.AttestationKeys, Body(tpm), TestContext.Current.CancellationToken);

    private Task<HttpResponseMessage> AnswerAsync(SimulatedDevice device, string id, byte[] secret, LiveHub? hub = null) => (hub ?? _hub).Client(device.Certificate).PostAsync(
        HubRoutes.AttestationKeyOf(id), JsonContent.Create(new AttestationKeyProof(secret), HubJson.Default.AttestationKeyProof), TestContext.Current.CancellationToken);

    private async Task AssertFailedAsync(SimulatedDevice device, string id, byte[] secret)
    {
        using HttpResponseMessage answer = await AnswerAsync(device, id, secret);
        await LiveHub.AssertErrorAsync(HttpStatusCode.UnprocessableEntity, TpmReasons.ChallengeFailed, answer);
    }

    private static JsonContent Body(SoftTpm tpm) => JsonContent.Create(new AttestationKeyRequest(tpm.EncodedEndorsement, [], tpm.Encoded), HubJson.Default.AttestationKeyRequest);
}
