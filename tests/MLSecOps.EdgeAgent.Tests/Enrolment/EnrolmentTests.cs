using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using MLSecOps.Contracts.Hub;
using MLSecOps.EdgeAgent.Enrolment;
using MLSecOps.EdgeAgent.Fetch;
using MLSecOps.EdgeAgent.Mqtt;
using MLSecOps.EdgeAgent.Tests.Hub;
using MLSecOps.Formats.Eat;
using MLSecOps.TestKit;
using MLSecOps.Trust.Identity;

namespace MLSecOps.EdgeAgent.Tests.Enrolment;

/// <summary>Enrolment against a real TLS server: what makes an identity, and what each refusal leads to.</summary>
public sealed class EnrolmentTests : IDisposable
{
    private static readonly LineTiming Hurry = new() { FirstRetry = TimeSpan.FromMilliseconds(20), LongestRetry = TimeSpan.FromMilliseconds(50), TokenLook = TimeSpan.FromMilliseconds(10) };

    private readonly TestHub _hub = new();
    private readonly Ueid _ueid = TestHub.NewUeid();
    private readonly CancellationTokenSource _end = new(TimeSpan.FromSeconds(30));

    public void Dispose()
    {
        _end.Dispose();
        _hub.Dispose();
    }

    [Fact]
    public async Task A_good_token_makes_an_identity_that_survives_a_restart_and_is_used_up()
    {
        await using TlsServer server = new(_hub.Server, Issue);
        PutToken();

        using EnrolledIdentity identity = await EnrolAsync(server.Url);

        Assert.Equal(_ueid, identity.Ueid);
        Assert.False(File.Exists(_hub.TokenFile));
        Assert.False(File.Exists(_hub.Folder["state/identity/pending.key"]));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_hub.Folder["state/identity/device.pem"]));
        HttpAsk ask = Assert.Single(server.Asked);
        Assert.Equal("POST /.well-known/est/simpleenroll HTTP/1.1", ask.Line);
        Assert.Equal("application/pkcs10", ask["content-type"]);
        Assert.Equal($"localhost:{server.Port}", ask["host"]);
        Assert.Equal($"token:{_hub.Token.SecretText}", Encoding.ASCII.GetString(Convert.FromBase64String(ask["authorization"]!["Basic ".Length..])));

        using EnrolledIdentity again = await EnrolAsync(server.Url);
        Assert.Equal(_ueid, again.Ueid);
        Assert.Equal(identity.Certificates[0].ToArray(), again.Certificates[0].ToArray());
        Assert.Single(server.Asked);
    }

    [Fact]
    public async Task The_key_never_leaves()
    {
        await using TlsServer server = new(_hub.Server, Issue);
        PutToken();

        using EnrolledIdentity identity = await EnrolAsync(server.Url);

        byte[] secret = identity.Key.ExportParameters(true).D!;
        Assert.Equal(-1, Assert.Single(server.Asked).Body.AsSpan().IndexOf(secret));
        Assert.Equal(-1, Convert.FromBase64String(Encoding.ASCII.GetString(server.Asked.Single().Body)).AsSpan().IndexOf(secret));
    }

    [Theory]
    [InlineData("mlsec1_tooshort")]
    [InlineData("")]
    [InlineData("not a token at all")]
    public async Task A_text_that_is_no_token_is_told_and_nobody_is_asked(string text)
    {
        await using TlsServer server = new(_hub.Server, Issue);
        File.WriteAllText(_hub.TokenFile, text);

        Task<EnrolledIdentity> enrolling = EnrolAsync(server.Url);
        await _hub.UntilAsync(() => _hub.JournalText.Contains("[ENROLMENT_TOKEN_MALFORMED]", StringComparison.Ordinal), "a finding");

        Assert.Equal(0, server.Connections);
        PutToken();
        using EnrolledIdentity identity = await enrolling;
    }

    [Fact]
    public async Task Without_a_token_the_device_says_so_and_waits_for_one()
    {
        await using TlsServer server = new(_hub.Server, Issue);

        Task<EnrolledIdentity> enrolling = EnrolAsync(server.Url);
        await _hub.UntilAsync(() => _hub.JournalText.Contains("[ENROLMENT_TOKEN_MISSING]", StringComparison.Ordinal), "a finding");
        Assert.False(enrolling.IsCompleted);

        PutToken();
        using EnrolledIdentity identity = await enrolling;
        Assert.Equal(_ueid, identity.Ueid);
    }

    [Theory]
    [InlineData("ENROLMENT_TOKEN_USED", 401)]
    [InlineData("ENROLMENT_TOKEN_UNKNOWN", 401)]
    [InlineData("ENROLMENT_TOKEN_EXPIRED", 401)]
    [InlineData("ENROLMENT_REQUEST_REFUSED", 400)]
    public async Task A_token_that_the_hub_refused_is_not_tried_again_until_it_changes(string code, int status)
    {
        string refusal = code;
        await using TlsServer server = new(_hub.Server, ask => refusal.Length > 0 ? Refuse(status, refusal) : Issue(ask));
        PutToken();

        Task<EnrolledIdentity> enrolling = EnrolAsync(server.Url);
        await _hub.UntilAsync(() => _hub.JournalText.Contains($"[{code}]", StringComparison.Ordinal), "a finding");
        // Many times the pause between attempts.
        await Task.Delay(TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken);
        Assert.Single(server.Asked);

        refusal = string.Empty;
        PutToken("\n");
        using EnrolledIdentity identity = await enrolling;
        Assert.Equal(2, server.Asked.Count);
    }

    [Fact]
    public async Task A_used_token_after_a_crash_comes_with_the_key_to_recognise_and_what_to_do()
    {
        bool crashed = true;
        await using TlsServer server = new(_hub.Server, ask => crashed ? [] : Refuse(401, "ENROLMENT_TOKEN_USED"));
        PutToken();

        using (CancellationTokenSource crash = new())
        {
            Task<EnrolledIdentity> first = EnrolAsync(server.Url, crash.Token);
            await _hub.UntilAsync(() => !server.Asked.IsEmpty, "a request");
            await crash.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        }

        crashed = false;
        Task<EnrolledIdentity> second = EnrolAsync(server.Url);
        await _hub.UntilAsync(() => _hub.JournalText.Contains("[ENROLMENT_TOKEN_USED]", StringComparison.Ordinal), "a finding");

        Assert.Equal(KeyOf(server.Asked.First()), KeyOf(server.Asked.Last()));
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(KeyOf(server.Asked.Last()))), _hub.JournalText, StringComparison.Ordinal);
        Assert.Contains("retire that device and put a new token", _hub.JournalText, StringComparison.Ordinal);
        Assert.False(second.IsCompleted);
        await _end.CancelAsync();
    }

    [Fact]
    [RedTeam("G4", "Sets up a hub below another anchor to catch tokens", typeof(HubServerVerifier), "HUB_NOT_TRUSTED")]
    public async Task A_server_below_another_anchor_gets_nothing()
    {
        SigningAuthority other = SigningAuthority.Create("Another Root", TestHub.Dated([]));
        using X509Certificate2 foreign = other.Issue("Test Hub", TestHub.Dated(["1.3.6.1.5.5.7.3.1"]) with { HostNames = ["localhost"] });
        await using TlsServer server = new(foreign, Issue);
        File.WriteAllText(_hub.TokenFile, _hub.TokenFor(foreign).ToString());

        _ = EnrolAsync(server.Url);
        await _hub.UntilAsync(() => _hub.JournalText.Contains("[HUB_NOT_TRUSTED]", StringComparison.Ordinal), "a finding");

        Assert.Empty(server.Asked);
        await _end.CancelAsync();
    }

    [Fact]
    [RedTeam("G4", "Sets up a hub under another name to catch tokens", typeof(HubServerVerifier), "HUB_NOT_TRUSTED")]
    public async Task A_server_of_another_name_gets_nothing()
    {
        using X509Certificate2 renamed = _hub.Root.Issue("Test Hub", TestHub.Dated(["1.3.6.1.5.5.7.3.1"]) with { HostNames = ["hub.example"] });
        await using TlsServer server = new(renamed, Issue);
        File.WriteAllText(_hub.TokenFile, _hub.TokenFor(renamed).ToString());

        _ = EnrolAsync(server.Url);
        await _hub.UntilAsync(() => _hub.JournalText.Contains("[HUB_NOT_TRUSTED]", StringComparison.Ordinal), "a finding");

        Assert.Empty(server.Asked);
        await _end.CancelAsync();
    }

    [Fact]
    [RedTeam("G4", "Catches tokens with another server of the same fleet", typeof(HubServerVerifier), "HUB_PIN_MISMATCH")]
    public async Task A_hub_with_another_key_than_the_token_s_gets_nothing()
    {
        await using TlsServer server = new(_hub.Server, Issue);
        File.WriteAllText(_hub.TokenFile, _hub.TokenFor(_hub.Signer).ToString());

        _ = EnrolAsync(server.Url);
        await _hub.UntilAsync(() => _hub.JournalText.Contains("[HUB_PIN_MISMATCH]", StringComparison.Ordinal), "a finding");

        Assert.Empty(server.Asked);
        await _end.CancelAsync();
    }

    [Fact]
    public async Task A_hub_that_does_not_answer_is_told_once_and_asked_until_it_does()
    {
        int port = TlsServer.FreePort();
        PutToken();

        Task<EnrolledIdentity> enrolling = EnrolAsync($"https://localhost:{port}");
        await _hub.UntilAsync(() => _hub.JournalText.Contains("[HUB_UNREACHABLE]", StringComparison.Ordinal), "a finding");
        await Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
        await using TlsServer server = new(_hub.Server, Issue, port);
        using EnrolledIdentity identity = await enrolling;

        Assert.Equal(2, _hub.JournalText.Split("[HUB_UNREACHABLE]").Length);
        Assert.Equal(_ueid, identity.Ueid);
    }

    [Theory]
    [InlineData("another key")]
    [InlineData("another authority")]
    [InlineData("no certificate")]
    [InlineData("not base64")]
    [RedTeam("G5", "Issues a device a certificate of another key, or below another authority", typeof(Enroller), "ENROLMENT_CERTIFICATE_UNFIT")]
    public async Task What_the_hub_issues_must_fit(string what)
    {
        SigningAuthority other = SigningAuthority.Create("Another Root", TestHub.Dated([]));
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using TlsServer server = new(_hub.Server, ask => Certificates(what switch
        {
            "another key" => Convert.ToBase64String(_hub.Certificates(key.ExportSubjectPublicKeyInfo(), _ueid, _hub.Devices)),
            "another authority" => Convert.ToBase64String(_hub.Issue(RequestOf(ask), _ueid, other)),
            "no certificate" => Convert.ToBase64String([0x30, 0x00]),
            _ => "<html>",
        }));
        PutToken();

        _ = EnrolAsync(server.Url);
        await _hub.UntilAsync(() => _hub.JournalText.Contains("[ENROLMENT_CERTIFICATE_UNFIT]", StringComparison.Ordinal), "a finding");

        Assert.False(File.Exists(_hub.Folder["state/identity/device.pem"]));
        Assert.True(File.Exists(_hub.Folder["state/identity/pending.key"]));
        await _end.CancelAsync();
    }

    [Fact]
    [RedTeam("G10", "Answers an enrolment without end", typeof(HttpResponse), "HUB_UNREACHABLE")]
    public async Task An_answer_without_end_is_not_read_to_its_end()
    {
        await using TlsServer server = new(_hub.Server, _ => TlsServer.Answer("200 OK", new byte[1 << 20]));
        PutToken();

        _ = EnrolAsync(server.Url);
        await _hub.UntilAsync(() => _hub.JournalText.Contains("[HUB_UNREACHABLE]", StringComparison.Ordinal), "a finding");

        await _end.CancelAsync();
    }

    [Fact]
    [RedTeam("G4", "Redirects an enrolment to another server", typeof(EstClient))]
    public async Task A_redirection_is_not_followed()
    {
        await using TlsServer other = new(_hub.Server, Issue);
        await using TlsServer server = new(_hub.Server, _ => TlsServer.Whole("307 Temporary Redirect", [], $"Location: {other.Url}/.well-known/est/simpleenroll"));
        PutToken();

        _ = EnrolAsync(server.Url);
        await _hub.UntilAsync(() => server.Asked.Count > 1, "a second attempt");

        Assert.Equal(0, other.Connections);
        await _end.CancelAsync();
    }

    [Fact]
    public async Task An_identity_that_no_longer_leads_to_the_hub_s_anchor_is_told_and_replaced()
    {
        _hub.Enrol();
        TestHub moved = new();
        using (moved)
        {
            await using TlsServer server = new(moved.Server, ask => Certificates(Convert.ToBase64String(moved.Issue(RequestOf(ask), _ueid))));
            Directory.CreateDirectory(moved.Folder["state/identity"]);
            File.Copy(_hub.Folder["state/identity/device.pem"], moved.Folder["state/identity/device.pem"]);
            File.WriteAllText(moved.TokenFile, moved.TokenFor(moved.Server).ToString());

            using EnrolledIdentity identity = await EnrolAsync(moved, server.Url, _end.Token);

            Assert.Contains("[ENROLMENT_CERTIFICATE_UNFIT]", moved.JournalText, StringComparison.Ordinal);
            Assert.Equal(_ueid, identity.Ueid);
        }
    }

    [Fact]
    public async Task A_manufacturer_s_certificate_enrols_without_a_token_but_not_a_device_that_was_retired()
    {
        SigningAuthority factory = SigningAuthority.Create("Factory", TestHub.Dated([]));
        using X509Certificate2 idevid = factory.Issue("gateway sn-1", TestHub.Dated([]));
        File.WriteAllText(_hub.Folder["idevid.pem"], SigningAuthority.CertificatePem(idevid));
        File.WriteAllText(_hub.Folder["idevid.key"], SigningAuthority.KeyPem(idevid));
        await using TlsServer server = new(_hub.Server, Issue);
        IdentityStore store = _hub.Identities();
        Enroller enroller = new(store, new TokenFile(() => _hub.TokenFile), new EstClient(_hub.Trust), _hub.Log, Hurry, TimeProvider.System)
        {
            Idevid = new IdevidFiles(() => (_hub.Folder["idevid.pem"], _hub.Folder["idevid.key"])),
        };

        using EnrolledIdentity identity = await enroller.GetAsync(new Uri(server.Url), _end.Token);
        Assert.Equal(_ueid, identity.Ueid);
        HttpAsk ask = Assert.Single(server.Asked);
        Assert.Equal("gateway sn-1", ask.ClientName);
        Assert.Null(ask["authorization"]);

        store.Wipe();
        Assert.Null(await enroller.EnrolAgainAsync(new Uri(server.Url), _ueid, _end.Token));
        Assert.Single(server.Asked);
        PutToken();
        using EnrolledIdentity again = await enroller.GetAsync(new Uri(server.Url), _end.Token);
        Assert.False(store.IsRetired);
    }

    private static byte[] RequestOf(HttpAsk ask) => Convert.FromBase64String(Encoding.ASCII.GetString(ask.Body));

    private static byte[] KeyOf(HttpAsk ask) => CertificateRequest.LoadSigningRequest(RequestOf(ask), HashAlgorithmName.SHA256).PublicKey.ExportSubjectPublicKeyInfo();

    private static byte[] Certificates(string base64) => TlsServer.Whole("200 OK", Encoding.ASCII.GetBytes(base64), "Content-Type: application/pkcs7-mime; smime-type=certs-only");

    private static byte[] Refuse(int status, string code) => TlsServer.Whole(
        $"{status} {(HttpStatusCode)status}",
        JsonSerializer.SerializeToUtf8Bytes(new HubError("mlsec.error/1", code, "no", "because"), HubJson.Default.HubError),
        "Content-Type: application/json");

    private byte[] Issue(HttpAsk ask) => Certificates(Convert.ToBase64String(_hub.Issue(RequestOf(ask), _ueid), Base64FormattingOptions.InsertLineBreaks));

    private void PutToken(string end = "") => File.WriteAllText(_hub.TokenFile, _hub.TokenFor(_hub.Server) + end);

    private Task<EnrolledIdentity> EnrolAsync(string url, CancellationToken? cancellationToken = null) => EnrolAsync(_hub, url, cancellationToken ?? _end.Token);

    private static Task<EnrolledIdentity> EnrolAsync(TestHub hub, string url, CancellationToken cancellationToken) =>
        new Enroller(hub.Identities(), new TokenFile(() => hub.TokenFile), new EstClient(hub.Trust), hub.Log, Hurry, TimeProvider.System).GetAsync(new Uri(url), cancellationToken);
}
