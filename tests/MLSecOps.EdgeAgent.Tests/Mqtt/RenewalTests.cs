using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using MLSecOps.Contracts.Hub;
using MLSecOps.EdgeAgent.Enrolment;
using MLSecOps.EdgeAgent.Tests.Hub;
using MLSecOps.Formats.Eat;
using MLSecOps.TestKit;

namespace MLSecOps.EdgeAgent.Tests.Mqtt;

/// <summary>Renewal over a real EST server and a real broker: when it is due, what each answer leads to, and which identity a power cut at any step leaves.</summary>
public sealed class RenewalTests : IDisposable
{
    private readonly TestHub _hub = new();

    private string Enrolled => _hub.Folder["state/identity/device.pem"];

    private string Next => _hub.Folder["state/identity/next.pem"];

    private string NextKey => _hub.Folder["state/identity/next.key"];

    public void Dispose() => _hub.Dispose();

    [Fact]
    public async Task Past_half_its_life_a_certificate_is_renewed_for_a_new_key_and_used_before_the_old_one_goes()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(_hub);
        await using TlsServer server = new(_hub.Server, Issue);
        Ueid ueid = Enrol(server, broker, HalfOver);
        byte[] before = Identity(Enrolled);
        await using LineDevice device = new(_hub);

        await _hub.UntilAsync(() => _hub.JournalText.Contains("the device uses its renewed certificate", StringComparison.Ordinal), "a renewed identity");
        await _hub.UntilAsync(() => device.Line.Status!.Connected, "a connection");

        HttpAsk ask = Assert.Single(server.Asked);
        Assert.Equal("POST /.well-known/est/simplereenroll HTTP/1.1", ask.Line);
        Assert.Equal(ueid.Hex, ask.ClientName);
        Assert.Null(ask["authorization"]);
        Assert.False(File.Exists(Next));
        Assert.False(File.Exists(NextKey));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Enrolled));
        byte[] after = Identity(Enrolled);
        Assert.NotEqual(before, after);
        Assert.Equal(KeyOf(ask), after);
        Assert.Equal(ueid, device.Line.Identity!.Ueid);
        Assert.Equal(after, device.Line.Identity.Key.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public async Task Before_that_nobody_is_asked()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(_hub);
        await using TlsServer server = new(_hub.Server, Issue);
        Enrol(server, broker, () => Lived(0.49));
        await using LineDevice device = new(_hub);
        await _hub.UntilAsync(() => device.Line.Status!.Connected, "a connection");

        // Many times the pause between looks.
        await Task.Delay(TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken);
        Assert.Empty(server.Asked);
    }

    [Fact]
    public void A_fleet_of_one_day_is_spread_over_a_tenth_of_the_life()
    {
        List<double> shares = [];
        for (int i = 0; i < 60; i++)
        {
            _hub.Enrol(Lived(0));
            using EnrolledIdentity identity = _hub.Identity();
            DateTimeOffset due = CertificateRenewal.DueAt(identity);
            shares.Add((due - identity.NotBefore) / (identity.NotAfter - identity.NotBefore));
            Assert.Equal(due, CertificateRenewal.DueAt(identity));
        }

        Assert.All(shares, share => Assert.InRange(share, 0.5, 0.6));
        Assert.True(shares.Max() - shares.Min() > 0.06, $"{shares.Min()} to {shares.Max()}");
    }

    /// <summary>Each row is what a power cut at one step leaves; the hub has issued from "answered" on.</summary>
    [Theory]
    [InlineData("key made")]
    [InlineData("answered")]
    [InlineData("kept, key not removed")]
    [InlineData("kept")]
    [InlineData("half-written")]
    public async Task A_power_cut_at_any_step_leaves_an_identity_that_works(string step)
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(_hub);
        await using TlsServer server = new(_hub.Server, Issue);
        Ueid ueid = Enrol(server, broker, HalfOver);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        IdentityStore store = _hub.Identities();
        switch (step)
        {
            case "key made" or "answered":
                store.NextKey().Dispose();
                break;
            case "half-written":
                File.WriteAllText(_hub.Folder["state/identity/.new-0123456789abcdef"], "-----BEGIN PRIV");
                File.WriteAllText(Next, "-----BEGIN PRIVATE KEY-----\n");
                break;
            default:
                string text = key.ExportPkcs8PrivateKeyPem();
                using (EnrolledIdentity? next = store.KeepNext(key, Issued(key, ueid), ueid, out string? trouble))
                {
                    Assert.True(next is not null, trouble);
                }

                if (step != "kept")
                {
                    File.WriteAllText(NextKey, text);
                }

                break;
        }

        await using LineDevice device = new(_hub);
        await _hub.UntilAsync(() => _hub.JournalText.Contains("the device uses its renewed certificate", StringComparison.Ordinal) && device.Line.Status!.Connected, "a renewed identity in use");
        Assert.Equal(ueid, device.Line.Identity!.Ueid);
        Assert.Equal(Identity(Enrolled), device.Line.Identity.Key.ExportSubjectPublicKeyInfo());
        Assert.False(File.Exists(Next));
        Assert.False(File.Exists(NextKey));
        Assert.Equal(step.StartsWith("kept", StringComparison.Ordinal) ? 0 : 1, server.Asked.Count);
    }

    [Fact]
    public async Task A_renewed_identity_that_is_refused_gives_way_to_the_one_before()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(_hub);
        await using TlsServer server = new(_hub.Server, _ => TlsServer.Whole("503 Service Unavailable", []));
        Ueid ueid = Enrol(server, broker, () => Lived(0.1));
        byte[] before = Identity(Enrolled);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 expired = _hub.Devices.Issue(ueid.Hex, Lived(1.1) with { Usages = ["1.3.6.1.5.5.7.3.2"], ExistingKey = key });
        using (EnrolledIdentity? next = _hub.Identities().KeepNext(key, [_hub.Devices.Certificate.RawData, expired.RawData], ueid, out string? trouble))
        {
            Assert.True(next is not null, trouble);
        }

        await using LineDevice device = new(_hub);
        await _hub.UntilAsync(() => device.Line.Status!.Connected, "a connection");
        Assert.Equal(before, device.Line.Identity!.Key.ExportSubjectPublicKeyInfo());
        await _hub.UntilAsync(() => !File.Exists(Next), "the refused one is forgotten");
        Assert.Equal(before, Identity(Enrolled));
    }

    [Fact]
    public async Task A_refusal_is_told_once_and_asked_about_again_until_it_works()
    {
        bool refuse = true;
        await using Mosquitto broker = await Mosquitto.StartAsync(_hub);
        await using TlsServer server = new(_hub.Server, ask => refuse ? Refuse(403, "DEVICE_NOT_ENROLLED") : Issue(ask));
        Enrol(server, broker, HalfOver);
        await using LineDevice device = new(_hub);
        await _hub.UntilAsync(() => server.Asked.Count >= 3, "three attempts");
        Assert.Equal(2, _hub.JournalText.Split("[DEVICE_NOT_ENROLLED]").Length);
        Assert.True(device.Line.Status!.Connected);
        Assert.Single(server.Asked.Select(ask => Convert.ToHexString(KeyOf(ask))).Distinct());

        refuse = false;
        await _hub.UntilAsync(() => _hub.JournalText.Contains("the device uses its renewed certificate", StringComparison.Ordinal), "a renewed identity");
    }

    [Fact]
    public async Task An_expired_certificate_asks_for_nothing_and_says_who_can_help()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(_hub);
        await using TlsServer server = new(_hub.Server, Issue);
        Enrol(server, broker, () => Lived(1.1));
        await using LineDevice device = new(_hub);
        await _hub.UntilAsync(() => _hub.JournalText.Contains("an expired certificate renews nothing", StringComparison.Ordinal), "a finding");
        await _hub.UntilAsync(() => device.Line.Status!.Reason == "DEVICE_CERTIFICATE_EXPIRED", "a reason");
        Assert.Empty(server.Asked);
        Assert.Contains("[DEVICE_CERTIFICATE_EXPIRED]", _hub.JournalText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("another device")]
    [InlineData("another key")]
    [RedTeam("G5", "Renews a device under another name or for another key", typeof(CertificateRenewal), "ENROLMENT_CERTIFICATE_UNFIT")]
    public async Task What_a_renewal_brings_must_fit(string what)
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(_hub);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Ueid? ueid = null;
        await using TlsServer server = new(_hub.Server, ask => Certificates(what == "another device"
            ? _hub.Certificates(KeyOf(ask), TestHub.NewUeid(), _hub.Devices)
            : _hub.Certificates(key.ExportSubjectPublicKeyInfo(), ueid!, _hub.Devices)));
        ueid = Enrol(server, broker, HalfOver);
        byte[] before = Identity(Enrolled);
        await using LineDevice device = new(_hub);
        await _hub.UntilAsync(() => _hub.JournalText.Contains("[ENROLMENT_CERTIFICATE_UNFIT]", StringComparison.Ordinal), "a finding");
        Assert.Equal(before, Identity(Enrolled));
        Assert.False(File.Exists(Next));
        Assert.Equal(ueid, device.Line.Identity!.Ueid);
    }

    private static CertificateProfile HalfOver() => Lived(0.7);

    /// <summary>A certificate of 20 hours of which a share is over; its authorities are a day old.</summary>
    private static CertificateProfile Lived(double share) => new()
    {
        Usages = [], NotBefore = TestHub.Now.AddHours(-20 * share), NotAfter = TestHub.Now.AddHours(20 * (1 - share)),
    };

    private static byte[] KeyOf(HttpAsk ask) =>
        CertificateRequest.LoadSigningRequest(Convert.FromBase64String(Encoding.ASCII.GetString(ask.Body)), HashAlgorithmName.SHA256).PublicKey.ExportSubjectPublicKeyInfo();

    private static byte[] Identity(string file)
    {
        using ECDsa key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(file).Split("-----BEGIN CERTIFICATE")[0]);
        return key.ExportSubjectPublicKeyInfo();
    }

    private static byte[] Certificates(byte[] der) =>
        TlsServer.Whole("200 OK", Encoding.ASCII.GetBytes(Convert.ToBase64String(der)), "Content-Type: application/pkcs7-mime; smime-type=certs-only");

    private static byte[] Refuse(int status, string code) => TlsServer.Whole(
        $"{status} no", JsonSerializer.SerializeToUtf8Bytes(new HubError("mlsec.error/1", code, "no", "because"), HubJson.Default.HubError), "Content-Type: application/json");

    private byte[] Issue(HttpAsk ask) => Certificates(_hub.Certificates(KeyOf(ask), Ueid.TryParse(ask.ClientName, out Ueid? ueid) ? ueid : throw new ArgumentException(ask.ClientName), _hub.Devices));

    private IReadOnlyList<ReadOnlyMemory<byte>> Issued(ECDsa key, Ueid ueid)
    {
        Assert.True(MLSecOps.Trust.Identity.CertificatesOnly.Decode(_hub.Certificates(key.ExportSubjectPublicKeyInfo(), ueid, _hub.Devices)).TryGet(out IReadOnlyList<ReadOnlyMemory<byte>>? issued, out _));
        return issued;
    }

    private Ueid Enrol(TlsServer server, Mosquitto broker, Func<CertificateProfile> profile)
    {
        _hub.Configure(server.Url, broker.Address);
        return _hub.Enrol(profile());
    }
}
