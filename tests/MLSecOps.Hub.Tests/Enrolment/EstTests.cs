using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Enrolment;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Enrolment;
using MLSecOps.Hub.Tests.Live;
using MLSecOps.TestKit;
using MLSecOps.Trust.Evidence;

namespace MLSecOps.Hub.Tests.Enrolment;

/// <summary>A token enrols one device with one key, once.</summary>
public sealed class EstTests : IAsyncLifetime
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private LiveHub _hub = null!;

    public async ValueTask InitializeAsync() => _hub = await LiveHub.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        _key.Dispose();
    }

    [Fact]
    public async Task Certificates_are_handed_to_anybody()
    {
        using HttpResponseMessage answer = await _hub.Anybody.GetAsync(HubRoutes.EstCertificates, TestContext.Current.CancellationToken);
        IReadOnlyList<ReadOnlyMemory<byte>> certificates = await LiveHub.CertificatesAsync(answer);
        Assert.Equal(
            new[] { _hub.Keys.HubRoot.Anchor, _hub.Keys.DeviceAuthority.Certificate.RawData }.Select(Convert.ToHexString).Order(),
            certificates.Select(each => Convert.ToHexString(each.Span)).Order());
    }

    [Fact]
    public async Task A_token_carries_the_hub_s_key()
    {
        TokenReply reply = await _hub.TokenAsync();
        Assert.True(EnrolToken.TryParse(reply.Token, out EnrolToken? token));
        Assert.Equal(Sha256Digest.Of(_hub.Keys.Tls.PublicKey.ExportSubjectPublicKeyInfo()), token.Pin);
        Assert.Equal(_hub.Time.GetUtcNow().AddHours(1), DateTimeOffset.Parse(reply.Expires, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task The_database_never_has_a_token_s_secret()
    {
        string secret = LiveHub.SecretOf(await _hub.TokenAsync());
        byte[] raw = EnrolToken.TryParseSecret(secret, out byte[]? bytes) ? bytes : [];
        Assert.NotNull(_hub.Read(store => store.FindToken(Sha256Digest.Of(raw))));
        foreach (string file in Directory.EnumerateFiles(_hub.State, "hub.db*"))
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            byte[] content = new byte[stream.Length];
            stream.ReadExactly(content);
            Assert.Equal(-1, content.AsSpan().IndexOf(raw));
            Assert.Equal(-1, content.AsSpan().IndexOf(Encoding.ASCII.GetBytes(secret)));
        }
    }

    [Fact]
    public async Task A_device_gets_a_certificate_for_its_key_under_the_token_s_name()
    {
        TokenReply token = await _hub.TokenAsync();
        using HttpResponseMessage answer = await _hub.EnrolAsync(LiveHub.SecretOf(token), LiveHub.RequestOf(_key));
        IReadOnlyList<ReadOnlyMemory<byte>> certificates = await LiveHub.CertificatesAsync(answer);
        ReadOnlyMemory<byte> own = certificates.Single(each => X509CertificateLoader.LoadCertificate(each.Span).Subject == $"CN={token.Ueid}");

        DeviceCertificateAppraisal appraisal = DeviceCertificateVerifier.Verify(own, certificates, _hub.Keys.Hub, _hub.Now);
        using DeviceIdentity? device = appraisal.Device;
        Assert.IsType<TrustVerdict.Trusted>(appraisal.Verdict);
        Assert.Equal(token.Ueid, device!.Ueid.Hex);
        Assert.Equal(LiveHub.HashOf(_key), device.Key);

        Device kept = _hub.Read(store => store.FindDevice(token.Ueid))!;
        Assert.Equal(LiveHub.HashOf(_key), kept.Key);
        Assert.Equal(own.ToArray(), kept.Certificates[0].ToArray());
        Assert.Equal("CN=acme operator 1", kept.EnrolledBy);
    }

    [Fact]
    public async Task A_name_in_the_request_may_be_the_token_s()
    {
        TokenReply token = await _hub.TokenAsync();
        using HttpResponseMessage answer = await _hub.EnrolAsync(LiveHub.SecretOf(token), LiveHub.RequestOf(_key, $"CN={token.Ueid}"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task An_operator_may_choose_the_name()
    {
        const string Wanted = "0100112233445566778899aabbccddeeff";
        TokenReply token = await _hub.TokenAsync(new TokenRequest(Wanted));
        Assert.Equal(Wanted, token.Ueid);
        using HttpResponseMessage answer = await _hub.EnrolAsync(LiveHub.SecretOf(token), LiveHub.RequestOf(_key));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    [RedTeam("G5", "Guesses a token, or brings one of another hub", typeof(TokenEnrolment), "ENROLMENT_TOKEN_UNKNOWN")]
    public async Task A_token_of_another_hub_is_unknown()
    {
        using HttpResponseMessage answer = await _hub.EnrolAsync(EnrolToken.Of(new byte[16], default).SecretText, LiveHub.RequestOf(_key));
        await LiveHub.AssertErrorAsync(HttpStatusCode.Unauthorized, EnrolmentReasons.TokenUnknown, answer);
    }

    [Fact]
    [RedTeam("G5", "Uses a token a second time", typeof(TokenEnrolment), "ENROLMENT_TOKEN_USED")]
    public async Task A_token_counts_once()
    {
        TokenReply token = await _hub.TokenAsync();
        string secret = LiveHub.SecretOf(token);
        (await _hub.EnrolAsync(secret, LiveHub.RequestOf(_key))).Dispose();
        using HttpResponseMessage answer = await _hub.EnrolAsync(secret, LiveHub.RequestOf(_key));
        await LiveHub.AssertErrorAsync(HttpStatusCode.Unauthorized, EnrolmentReasons.TokenUsed, answer);
        await AssertToldAsync(token.Ueid, EnrolmentReasons.TokenUsed, "127.0.0.1");
    }

    [Fact]
    [RedTeam("G5", "Uses a token that has expired", typeof(TokenEnrolment), "ENROLMENT_TOKEN_EXPIRED")]
    public async Task A_token_counts_until_its_last_second()
    {
        string first = LiveHub.SecretOf(await _hub.TokenAsync(new TokenRequest(ValidSeconds: 60)));
        TokenReply lateToken = await _hub.TokenAsync(new TokenRequest(ValidSeconds: 60));
        string second = LiveHub.SecretOf(lateToken);
        _hub.Time.Advance(TimeSpan.FromSeconds(60));
        using HttpResponseMessage inTime = await _hub.EnrolAsync(first, LiveHub.RequestOf(_key));
        Assert.Equal(HttpStatusCode.OK, inTime.StatusCode);

        _hub.Time.Advance(TimeSpan.FromMilliseconds(1));
        using HttpResponseMessage late = await _hub.EnrolAsync(second, LiveHub.RequestOf(_key));
        await LiveHub.AssertErrorAsync(HttpStatusCode.Unauthorized, EnrolmentReasons.TokenExpired, late);
        await AssertToldAsync(lateToken.Ueid, EnrolmentReasons.TokenExpired, "127.0.0.1");
    }

    public static TheoryData<string> Credentials { get; } =
        ["", "Basic", "Basic %%%", "Basic dG9rZW4", "Basic dG9rZW46", "Bearer dG9rZW46", "Basic b3RoZXI6QUFBQUFBQUFBQUFBQUFBQUFBQUFBQQ==", "Basic " + new string('A', 4000)];

    [Theory]
    [MemberData(nameof(Credentials))]
    public async Task Without_a_token_the_answer_asks_for_one(string credentials)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, HubRoutes.EstEnrol) { Content = new StringContent(LiveHub.RequestOf(_key)) };
        if (credentials.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Authorization", credentials);
        }

        using HttpResponseMessage answer = await _hub.Anybody.SendAsync(request, TestContext.Current.CancellationToken);
        await LiveHub.AssertErrorAsync(HttpStatusCode.Unauthorized, EnrolmentReasons.TokenUnknown, answer);
        Assert.Equal("Basic", Assert.Single(answer.Headers.WwwAuthenticate).Scheme);
    }

    public static TheoryData<string> BadRequests { get; } = ["empty", "text", "no base64", "cut", "no UEID", "RSA", "P-384", "other signature", "certificate"];

    [Theory]
    [MemberData(nameof(BadRequests))]
    public async Task A_request_that_is_refused_leaves_the_token_as_it_was(string kind)
    {
        string secret = LiveHub.SecretOf(await _hub.TokenAsync());
        using HttpResponseMessage refused = await _hub.EnrolAsync(secret, BadRequest(kind));
        await LiveHub.AssertErrorAsync(HttpStatusCode.BadRequest, EnrolmentReasons.RequestRefused, refused);

        using HttpResponseMessage answer = await _hub.EnrolAsync(secret, LiveHub.RequestOf(_key));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    [RedTeam("G5", "Brings a token that was made for another device", typeof(TokenEnrolment), "ENROLMENT_TOKEN_OTHER_DEVICE")]
    public async Task A_request_that_names_another_device_is_refused_told_and_leaves_the_token_as_it_was()
    {
        TokenReply token = await _hub.TokenAsync();
        using HttpResponseMessage refused = await _hub.EnrolAsync(LiveHub.SecretOf(token), LiveHub.RequestOf(_key, "CN=0100112233445566778899aabbccddeeff"));
        await LiveHub.AssertErrorAsync(HttpStatusCode.BadRequest, EnrolmentReasons.TokenOtherDevice, refused);
        await AssertToldAsync(token.Ueid, EnrolmentReasons.TokenOtherDevice, "0100112233445566778899aabbccddeeff");

        using HttpResponseMessage answer = await _hub.EnrolAsync(LiveHub.SecretOf(token), LiveHub.RequestOf(_key));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    [RedTeam("G5", "Enrols with the key of another device", typeof(TokenEnrolment), "ENROLMENT_KEY_REUSED")]
    public async Task A_key_is_one_device_s()
    {
        (await _hub.EnrolAsync(LiveHub.SecretOf(await _hub.TokenAsync()), LiveHub.RequestOf(_key))).Dispose();
        TokenReply second = await _hub.TokenAsync();
        using HttpResponseMessage answer = await _hub.EnrolAsync(LiveHub.SecretOf(second), LiveHub.RequestOf(_key));
        await LiveHub.AssertErrorAsync(HttpStatusCode.BadRequest, EnrolmentReasons.KeyReused, answer);
        await AssertToldAsync(second.Ueid, EnrolmentReasons.KeyReused, "127.0.0.1");
    }

    [Fact]
    public async Task A_body_that_is_too_long_is_refused()
    {
        string secret = LiveHub.SecretOf(await _hub.TokenAsync());
        using HttpResponseMessage answer = await _hub.EnrolAsync(secret, new string('A', 80 << 10));
        await LiveHub.AssertErrorAsync(HttpStatusCode.RequestEntityTooLarge, HubReasons.RequestMalformed, answer);
    }

    [Fact]
    [RedTeam("G5", "Races for one token with many keys", typeof(TokenEnrolment), "ENROLMENT_TOKEN_USED")]
    public async Task Of_many_that_race_with_one_token_exactly_one_wins()
    {
        TokenReply token = await _hub.TokenAsync();
        ECDsa[] keys = [.. Enumerable.Range(0, 8).Select(_ => ECDsa.Create(ECCurve.NamedCurves.nistP256))];
        HttpResponseMessage[] answers = await Task.WhenAll(keys.Select(key => _hub.EnrolAsync(LiveHub.SecretOf(token), LiveHub.RequestOf(key))));

        int winner = Array.FindIndex(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.InRange(winner, 0, 7);
        Assert.Equal(LiveHub.HashOf(keys[winner]), _hub.Read(store => store.FindDevice(token.Ueid))!.Key);
        foreach (HttpResponseMessage loser in answers.Where((_, i) => i != winner))
        {
            await LiveHub.AssertErrorAsync(HttpStatusCode.Unauthorized, EnrolmentReasons.TokenUsed, loser);
        }
    }

    [Fact]
    [RedTeam("G5", "Enrols a known name with a new key by a second token", typeof(TokenEnrolment), "DEVICE_ENROLLED_ALREADY")]
    public async Task Of_two_tokens_for_one_name_the_second_finds_the_device_enrolled()
    {
        const string Wanted = "0100112233445566778899aabbccddeeff";
        string first = LiveHub.SecretOf(await _hub.TokenAsync(new TokenRequest(Wanted)));
        string second = LiveHub.SecretOf(await _hub.TokenAsync(new TokenRequest(Wanted)));
        (await _hub.EnrolAsync(first, LiveHub.RequestOf(_key))).Dispose();
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using HttpResponseMessage answer = await _hub.EnrolAsync(second, LiveHub.RequestOf(other));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(LiveHub.HashOf(_key), _hub.Read(store => store.FindDevice(Wanted))!.Key);

        using HttpResponseMessage third = await _hub.Operator.PostAsync(
            HubRoutes.Tokens, new StringContent($"{{\"ueid\":\"{Wanted}\"}}", MediaTypeHeaderValue.Parse("application/json")), TestContext.Current.CancellationToken);
        await LiveHub.AssertErrorAsync(HttpStatusCode.Conflict, HubReasons.DeviceEnrolled, third);
    }

    public static TheoryData<string> BadTokenRequests { get; } =
        ["{", "[]", "{\"valid_seconds\":59}", "{\"valid_seconds\":86401}", "{\"ueid\":\"0200112233445566778899aabbccddeeff\"}", "{\"ueid\":\"operator\"}", "{\"valid_seconds\":\"60\"}"];

    [Theory]
    [MemberData(nameof(BadTokenRequests))]
    public async Task A_token_request_is_in_its_ranges(string body)
    {
        using HttpResponseMessage answer = await _hub.Operator.PostAsync(HubRoutes.Tokens, new StringContent(body), TestContext.Current.CancellationToken);
        await LiveHub.AssertErrorAsync(HttpStatusCode.BadRequest, HubReasons.RequestMalformed, answer);
    }

    [Fact]
    public async Task A_device_that_has_just_enrolled_finds_the_fleet_s_nonce()
    {
        await using SimulatedDevice device = await _hub.ConnectedDeviceAsync();
        Assert.Equal(_hub.Time.GetUtcNow() + _hub.Configuration.Epoch, (await device.EpochAsync()).Expires);
    }

    private async Task AssertToldAsync(string ueid, Reason reason, string words)
    {
        HubFinding finding = Assert.Single(await _hub.FindingsAsync(ueid), finding => finding.Reason == reason.Code);
        Assert.Equal("error", finding.Severity);
        Assert.Contains(words, finding.Detail, StringComparison.Ordinal);
        Assert.Equal(reason.Next, finding.Next);
    }

    private string BadRequest(string kind)
    {
        switch (kind)
        {
            case "empty":
                return string.Empty;
            case "text":
                return Convert.ToBase64String("no request"u8);
            case "no base64":
                return "%%%";
            case "cut":
                return Convert.ToBase64String(Convert.FromBase64String(LiveHub.RequestOf(_key))[..^1]);
            case "no UEID":
                return LiveHub.RequestOf(_key, "CN=operator");
            case "P-384":
                using (ECDsa large = ECDsa.Create(ECCurve.NamedCurves.nistP384))
                {
                    return LiveHub.RequestOf(large);
                }

            case "RSA":
                using (RSA rsa = RSA.Create(2048))
                {
                    return Convert.ToBase64String(new CertificateRequest("", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequest());
                }

            case "other signature":
                byte[] forged = Convert.FromBase64String(LiveHub.RequestOf(_key));
                forged[^1] ^= 1;
                return Convert.ToBase64String(forged);
            default:
                return Convert.ToBase64String(_hub.Keys.Operator.RawData);
        }
    }
}
