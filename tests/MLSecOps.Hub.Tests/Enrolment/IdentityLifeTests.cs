using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MLSecOps.Contracts.Hub;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Hub.Access;
using MLSecOps.Hub.Api;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Enrolment;
using MLSecOps.Hub.Ingest;
using MLSecOps.Hub.Tests.Live;
using MLSecOps.TestKit;
using MLSecOps.Trust.Tests;
using MQTTnet;

namespace MLSecOps.Hub.Tests.Enrolment;

/// <summary>A key renewed, revoked, enrolled again and retired: which key counts when, at the embedded broker and at every address.</summary>
public sealed class IdentityLifeTests : IAsyncLifetime
{
    private LiveHub _hub = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _hub = await LiveHub.StartAsync();

    public async ValueTask DisposeAsync() => await _hub.DisposeAsync();

    [Fact]
    public async Task Both_keys_count_until_the_new_one_is_used_and_then_only_the_new_one()
    {
        await using SimulatedDevice device = await _hub.ConnectedDeviceAsync();
        await using SimulatedDevice renewed = await RenewedAsync(device);
        Assert.Equal(LiveHub.HashOf(device.Key), KeyInForce(device));

        // The old one still speaks, and its evidence counts.
        await device.SendAsync(device.NextEpoch());
        ReadOnlyMemory<byte> nonce = await AttestAsync(device);
        Assert.Equal(LiveHub.HashOf(device.Key), KeyInForce(device));

        await device.Broker.DisposeAsync();
        await renewed.ConnectAsync();
        await _hub.UntilAsync(() => KeyInForce(device) == LiveHub.HashOf(renewed.Key));
        renewed.Continue(device);
        ReadOnlyMemory<byte> later = await AttestAsync(renewed);

        Assert.Equal(EnrolmentReasons.KeySuperseded.Code, await RefusedAsync(device));
        await ToldAsync(device, EnrolmentReasons.KeySuperseded);

        // What the old key signed stays its own, also in a bundle that is taken away now.
        Assert.Equal(device.Certificate.RawData, await BundledAsync(device, nonce));
        Assert.Equal(renewed.Certificate.RawData, await BundledAsync(device, later));
    }

    [Fact]
    public async Task A_request_that_is_repeated_gets_the_same_certificate_and_another_one_replaces_it()
    {
        await using SimulatedDevice device = await _hub.DeviceAsync();
        using ECDsa first = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] issued = (await RenewAsync(device, first))[0].ToArray();
        Assert.Equal(issued, (await RenewAsync(device, first))[0].ToArray());

        using ECDsa second = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.NotEqual(issued, (await RenewAsync(device, second))[0].ToArray());
        Assert.Equal(KeyEnd.Superseded, _hub.Read(store => store.FindKey(LiveHub.HashOf(first)))!.Cause);
        using HttpResponseMessage again = await AskToRenewAsync(device.Certificate, LiveHub.RequestOf(first));
        await LiveHub.AssertErrorAsync(HttpStatusCode.BadRequest, EnrolmentReasons.KeyReused, again);
    }

    [Fact]
    [RedTeam("G5", "Renews a certificate for the very key that is to be replaced", typeof(Renewal), "ENROLMENT_KEY_REUSED")]
    public async Task A_renewal_is_for_a_fresh_key()
    {
        await using SimulatedDevice device = await _hub.DeviceAsync();
        using HttpResponseMessage answer = await AskToRenewAsync(device.Certificate, LiveHub.RequestOf(device.Key));
        await LiveHub.AssertErrorAsync(HttpStatusCode.BadRequest, EnrolmentReasons.KeyReused, answer);
    }

    [Fact]
    [RedTeam("G5", "Renews with a certificate that has expired", typeof(CallerJudge), "DEVICE_CERTIFICATE_EXPIRED")]
    public async Task An_expired_certificate_renews_nothing_and_connects_nowhere()
    {
        await using SimulatedDevice device = await _hub.DeviceAsync();
        _hub.Time.Advance(TimeSpan.FromDays(398));
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using HttpResponseMessage answer = await AskToRenewAsync(device.Certificate, LiveHub.RequestOf(key));
        await LiveHub.AssertErrorAsync(HttpStatusCode.Forbidden, EvidenceReasons.DeviceCertificateExpired, answer);
        Assert.Equal(EvidenceReasons.DeviceCertificateExpired.Code, await RefusedAsync(device));
        await ToldAsync(device, EvidenceReasons.DeviceCertificateExpired);
    }

    [Fact]
    [RedTeam("G5", "Comes in a device's name with a certificate of another authority", typeof(CallerJudge), "DEVICE_CERTIFICATE_FOREIGN")]
    public async Task A_certificate_of_another_authority_is_refused_and_told_of_the_device_it_names()
    {
        await using SimulatedDevice device = await _hub.DeviceAsync();
        using ScratchFolder folder = new();
        using X509Certificate2 forged = await ForgedByOpensslAsync(folder, device.Ueid.Hex);
        await using BrokerClient client = new();
        MqttClientConnectResult result = await client.ConnectAsync(_hub, device.Ueid.Hex, forged);
        Assert.Equal(EnrolmentReasons.CertificateForeign.Code, result.ReasonString);
        await ToldAsync(device, EnrolmentReasons.CertificateForeign);
    }

    [Fact]
    public async Task Nobody_renews_without_a_certificate_or_with_an_operator_s()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        foreach (X509Certificate2? who in new[] { null, _hub.Keys.Operator })
        {
            using HttpResponseMessage answer = await AskToRenewAsync(who, LiveHub.RequestOf(key));
            await LiveHub.AssertErrorAsync(HttpStatusCode.Forbidden, EnrolmentReasons.NotAuthorised, answer);
        }
    }

    [Fact]
    [RedTeam("G5", "Goes on with a key that an administrator revoked", typeof(CallerJudge), "DEVICE_KEY_REVOKED")]
    public async Task A_revoked_device_is_cut_off_at_once_and_refused_everywhere()
    {
        await using SimulatedDevice device = await _hub.ConnectedDeviceAsync();
        TokenReply token = await ReenrolTokenAsync(device.Ueid.Hex);
        Assert.Equal(device.Ueid.Hex, token.Ueid);

        await _hub.UntilAsync(() => device.Broker.Disconnected is not null);
        Assert.Equal(MqttClientDisconnectReason.AdministrativeAction, device.Broker.Disconnected!.Reason);
        Assert.Equal(EnrolmentReasons.KeyRevoked.Code, device.Broker.Disconnected.ReasonString);
        Assert.Equal(EnrolmentReasons.KeyRevoked.Code, await RefusedAsync(device));
        using HttpResponseMessage package = await _hub.Client(device.Certificate).GetAsync(HubRoutes.PackageOf(new string('0', 64)), Token);
        await LiveHub.AssertErrorAsync(HttpStatusCode.Forbidden, EnrolmentReasons.KeyRevoked, package);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using HttpResponseMessage renewal = await AskToRenewAsync(device.Certificate, LiveHub.RequestOf(key));
        await LiveHub.AssertErrorAsync(HttpStatusCode.Forbidden, EnrolmentReasons.KeyRevoked, renewal);
        await ToldAsync(device, EnrolmentReasons.KeyRevoked);
        Assert.Equal("revoked", (await device.SeenAsync()).Standing);
    }

    [Fact]
    [RedTeam("G5", "Enrols a known device with a new key and an ordinary token", typeof(TokenEnrolment), "DEVICE_ENROLLED_ALREADY")]
    [RedTeam("G5", "Enrols again with the key that was revoked", typeof(TokenEnrolment), "ENROLMENT_KEY_REUSED")]
    public async Task Enrolling_again_takes_a_token_that_was_made_for_it_and_a_new_key()
    {
        await using SimulatedDevice device = await _hub.ConnectedDeviceAsync();
        using HttpResponseMessage ordinary = await _hub.Operator.PostAsync(
            HubRoutes.Tokens, new StringContent($"{{\"ueid\":\"{device.Ueid}\"}}", MediaTypeHeaderValue.Parse("application/json")), Token);
        await LiveHub.AssertErrorAsync(HttpStatusCode.Conflict, HubReasons.DeviceEnrolled, ordinary);

        TokenReply token = await ReenrolTokenAsync(device.Ueid.Hex);
        using HttpResponseMessage old = await _hub.EnrolAsync(LiveHub.SecretOf(token), LiveHub.RequestOf(device.Key));
        await LiveHub.AssertErrorAsync(HttpStatusCode.BadRequest, EnrolmentReasons.KeyReused, old);

        await using SimulatedDevice again = await EnrolAgainAsync(token);
        await again.ConnectAsync();
        Assert.Equal("enrolled", (await again.SeenAsync()).Standing);
        Assert.Equal(EnrolmentReasons.KeyRevoked.Code, await RefusedAsync(device));
    }

    [Fact]
    public async Task Enrolling_again_ends_a_fork_and_the_new_epoch_says_why()
    {
        await using SimulatedDevice device = await _hub.ConnectedDeviceAsync();
        await device.SendAsync(device.NextEpoch(), device.NextFinding());
        Formats.Chain.ChainHead common = device.Head!;
        await device.SendAsync(device.NextFinding(StoreReasons.RestoreFailed));
        device.Head = common;
        await device.SendAsync(device.NextFinding(StoreReasons.RecheckFailed), device.NextFinding(StoreReasons.RecheckFailed));
        await device.SettleAsync();
        IReadOnlyList<string> open = await device.OpenAsync();
        Assert.Contains(ChainReasons.RecordRewritten.Code, open);
        Assert.Contains(HubReasons.ChainFork.Code, open);

        await using SimulatedDevice again = await EnrolAgainAsync(await ReenrolTokenAsync(device.Ueid.Hex));
        await again.ConnectAsync();
        await again.SendAsync(again.Next(
            RecordTypes.Epoch,
            new EpochRecord(EpochRecord.SchemaName, SimulatedDevice.Time, EpochCauses.Reenrolled, common.Epoch.Hex, common.Sequence, common.Digest.Hex),
            TelemetryJson.Default.EpochRecord));
        await again.AcknowledgedAsync(again.Head!);
        await again.SettleAsync();
        Assert.DoesNotContain(await again.OpenAsync(), reason => reason is "CHAIN_FORK" or "RECORD_REWRITTEN" or "CHAIN_EPOCH_BREAK" or "RECORD_GAP" or "DEVICE_KEY_REVOKED");
    }

    [Fact]
    public async Task Without_a_new_enrolment_the_same_words_of_a_device_are_an_epoch_break()
    {
        await using SimulatedDevice device = await _hub.ConnectedDeviceAsync();
        await device.SendAsync(device.NextEpoch());
        Formats.Chain.ChainHead last = device.Head!;
        device.BeginEpoch();
        await device.SendAsync(device.Next(
            RecordTypes.Epoch,
            new EpochRecord(EpochRecord.SchemaName, SimulatedDevice.Time, EpochCauses.Reenrolled, last.Epoch.Hex, last.Sequence, last.Digest.Hex),
            TelemetryJson.Default.EpochRecord));
        await device.SettleAsync();
        Assert.Contains(HubReasons.ChainEpochBreak.Code, await device.OpenAsync());
    }

    [Fact]
    [RedTeam("G5", "Goes on with the key of a device that was retired", typeof(MessageHandler), "DEVICE_RETIRED")]
    public async Task A_retired_device_is_cut_off_readable_and_missed_by_nobody()
    {
        await using LiveHub hub = await LiveHub.StartAsync(epoch: LiveHub.ShortEpoch);
        await using SimulatedDevice device = await hub.ConnectedDeviceAsync();
        await using SimulatedDevice witness = await hub.ConnectedDeviceAsync();
        await device.SendAsync(device.NextEpoch(), device.NextFinding());
        await device.SettleAsync();
        Assert.NotEmpty(await device.OpenAsync());

        using HttpResponseMessage answer = await hub.Operator.PostAsync(HubRoutes.RetireOf(device.Ueid.Hex), null, Token);
        RetireReply reply = await LiveHub.ReadAsync(answer, HubJson.Default.RetireReply);
        Assert.Equal(device.Ueid.Hex, reply.Ueid);
        await hub.UntilAsync(() => device.Broker.Disconnected is not null);
        Assert.Equal(EnrolmentReasons.DeviceRetired.Code, device.Broker.Disconnected!.ReasonString);

        await witness.PassAsync(TimeSpan.FromHours(2));
        await witness.PassAsync(TimeSpan.FromSeconds(11));
        Assert.Empty(await device.OpenAsync());
        Assert.Contains(HubReasons.DeviceSilent.Code, await witness.OpenAsync());
        HubDevice seen = await device.SeenAsync();
        Assert.Equal(("retired", false), (seen.Standing, seen.Connected));

        await using BrokerClient client = new();
        MqttClientConnectResult refused = await client.ConnectAsync(hub, device.Ueid.Hex, device.Certificate);
        Assert.Equal(EnrolmentReasons.DeviceRetired.Code, refused.ReasonString);

        // The same again is the same answer.
        using HttpResponseMessage second = await hub.Operator.PostAsync(HubRoutes.RetireOf(device.Ueid.Hex), null, Token);
        Assert.Equal(reply, await LiveHub.ReadAsync(second, HubJson.Default.RetireReply));
    }

    [Fact]
    [RedTeam("G4", "Retires another device with its own key", typeof(DeviceLifeEndpoints), "NOT_AUTHORISED")]
    public async Task A_device_retires_itself_and_nobody_else()
    {
        await using SimulatedDevice device = await _hub.DeviceAsync();
        await using SimulatedDevice other = await _hub.DeviceAsync();
        using HttpResponseMessage foreign = await _hub.Client(device.Certificate).PostAsync(HubRoutes.RetireOf(other.Ueid.Hex), null, Token);
        await LiveHub.AssertErrorAsync(HttpStatusCode.Forbidden, EnrolmentReasons.NotAuthorised, foreign);
        using HttpResponseMessage reenrol = await _hub.Client(device.Certificate).PostAsync(HubRoutes.ReenrolOf(device.Ueid.Hex), null, Token);
        await LiveHub.AssertErrorAsync(HttpStatusCode.Forbidden, EnrolmentReasons.NotAuthorised, reenrol);

        using HttpResponseMessage own = await _hub.Client(device.Certificate).PostAsync(HubRoutes.RetireOf(device.Ueid.Hex), null, Token);
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        Assert.Equal(DeviceStanding.Retired, _hub.Read(store => store.FindDevice(device.Ueid.Hex))!.Standing);
        Assert.Equal(DeviceStanding.Enrolled, _hub.Read(store => store.FindDevice(other.Ueid.Hex))!.Standing);
    }

    [Fact]
    public async Task Certificates_live_as_long_as_the_administrator_says()
    {
        await using LiveHub hub = await LiveHub.StartAsync(change: configuration => configuration with { CertificateLifetime = TimeSpan.FromMinutes(10) });
        await using SimulatedDevice device = await hub.DeviceAsync();
        Assert.Equal(hub.Time.GetUtcNow().AddMinutes(10).UtcDateTime, device.Certificate.NotAfter.ToUniversalTime());
        Assert.Equal(hub.Time.GetUtcNow().AddSeconds(-30).UtcDateTime, device.Certificate.NotBefore.ToUniversalTime());
    }

    private static async Task<X509Certificate2> ForgedByOpensslAsync(ScratchFolder folder, string ueid)
    {
        await ToolRun.Must("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", folder["ca.key"], "-out", folder["ca.pem"], "-subj", "/CN=acme devices");
        await ToolRun.Must("openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", folder["d.key"], "-out", folder["d.csr"], "-subj", $"/CN={ueid}");
        File.WriteAllText(folder["ext"], "extendedKeyUsage=clientAuth\nkeyUsage=critical,digitalSignature\n");
        await ToolRun.Must("openssl", "x509", "-req", "-in", folder["d.csr"], "-CA", folder["ca.pem"], "-CAkey", folder["ca.key"], "-out", folder["d.pem"], "-extfile", folder["ext"]);
        return X509Certificate2.CreateFromPemFile(folder["d.pem"], folder["d.key"]);
    }

    private Core.Digests.Sha256Digest KeyInForce(SimulatedDevice device) => _hub.Read(store => store.FindDevice(device.Ueid.Hex))!.Key;

    private async Task<HttpResponseMessage> AskToRenewAsync(X509Certificate2? certificate, string request) => await _hub.Client(certificate).PostAsync(
        HubRoutes.EstRenew, new StringContent(request, Encoding.ASCII, new MediaTypeHeaderValue("application/pkcs10")), Token);

    private async Task<IReadOnlyList<ReadOnlyMemory<byte>>> RenewAsync(SimulatedDevice device, ECDsa key)
    {
        using HttpResponseMessage answer = await AskToRenewAsync(device.Certificate, LiveHub.RequestOf(key, $"CN={device.Ueid}"));
        return [.. (await LiveHub.CertificatesAsync(answer)).OrderByDescending(each => X509CertificateLoader.LoadCertificate(each.Span).Subject == $"CN={device.Ueid}")];
    }

    private async Task<SimulatedDevice> RenewedAsync(SimulatedDevice device)
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new SimulatedDevice(_hub, device.Ueid.Hex, key, await RenewAsync(device, key));
    }

    private async Task<TokenReply> ReenrolTokenAsync(string ueid)
    {
        using HttpResponseMessage answer = await _hub.Operator.PostAsync(HubRoutes.ReenrolOf(ueid), null, Token);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await LiveHub.ReadAsync(answer, HubJson.Default.TokenReply);
    }

    private async Task<SimulatedDevice> EnrolAgainAsync(TokenReply token)
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using HttpResponseMessage answer = await _hub.EnrolAsync(LiveHub.SecretOf(token), LiveHub.RequestOf(key));
        return new SimulatedDevice(_hub, token.Ueid, key, await LiveHub.CertificatesAsync(answer));
    }

    /// <summary>Tries to connect, and gives the broker's reason.</summary>
    private async Task<string?> RefusedAsync(SimulatedDevice device)
    {
        await using BrokerClient client = new();
        return (await client.ConnectAsync(_hub, device.Ueid.Hex, device.Certificate)).ReasonString;
    }

    private async Task ToldAsync(SimulatedDevice device, Reason reason)
    {
        await _hub.UntilAsync(() => _hub.FindingsAsync(device.Ueid.Hex).GetAwaiter().GetResult().Any(finding => finding.Reason == reason.Code));
        Assert.Equal(reason.Next, (await _hub.FindingsAsync(device.Ueid.Hex)).First(finding => finding.Reason == reason.Code).Next);
    }

    private async Task<ReadOnlyMemory<byte>> AttestAsync(SimulatedDevice device)
    {
        Challenge challenge = await device.AskedAsync();
        SamplePackage package = new();
        await device.AttestAsync(device.Claims(challenge.Nonce, package));
        await device.SettleAsync();
        Assert.Equal("fresh", (await device.SeenAsync()).Freshness);
        return challenge.Nonce;
    }

    /// <summary>What a bundle of that evidence carries as the device's certificate.</summary>
    private async Task<byte[]> BundledAsync(SimulatedDevice device, ReadOnlyMemory<byte> nonce) => (await _hub.AskAsync(
        $"{HubRoutes.DeviceOf(device.Ueid.Hex)}/evidence?nonce={Convert.ToHexStringLower(nonce.Span)}", HubJson.Default.EvidenceBundle)).Certificates[0];
}
