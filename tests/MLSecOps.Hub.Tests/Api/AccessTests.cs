using System.Net;
using System.Security.Cryptography.X509Certificates;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Access;
using MLSecOps.Hub.Api;
using MLSecOps.Hub.Tests.Live;
using MLSecOps.TestKit;
using MLSecOps.Trust.Tests;

namespace MLSecOps.Hub.Tests.Api;

/// <summary>Who may use which address: without a certificate nothing but enrolment is answered.</summary>
public sealed class AccessTests(AccessTests.Shared shared) : IClassFixture<AccessTests.Shared>
{
    private const string Nobody = "0100112233445566778899aabbccddeeff";
    private static readonly string SomePackage = HubRoutes.PackageOf(new string('0', 64));

    private readonly LiveHub _hub = shared.Hub;

    public static TheoryData<string, string> ForOperators { get; } = new()
    {
        { "GET", HubRoutes.Packages },
        { "PUT", HubRoutes.Packages },
        { "POST", HubRoutes.Tokens },
        { "GET", HubRoutes.Devices },
        { "GET", HubRoutes.DeviceOf(Nobody) },
        { "POST", HubRoutes.DeviceOf(Nobody) + "/challenge" },
        { "GET", HubRoutes.DeviceOf(Nobody) + "/evidence" },
        { "GET", HubRoutes.Findings },
        { "GET", HubRoutes.Findings + "/1" },
        { "GET", HubRoutes.Rollouts },
        { "POST", HubRoutes.Rollouts },
        { "GET", HubRoutes.Rollouts + "/1" },
    };

    [Theory]
    [MemberData(nameof(ForOperators))]
    [RedTeam("G4", "Calls the hub's interface for operators without a certificate", typeof(CallerJudge), "NOT_AUTHORISED")]
    public async Task Nobody_steers_without_a_certificate(string method, string path)
    {
        using HttpResponseMessage answer = await AskAsync(_hub.Anybody, method, path);
        await LiveHub.AssertErrorAsync(HttpStatusCode.Forbidden, EnrolmentReasons.NotAuthorised, answer);
    }

    [Theory]
    [MemberData(nameof(ForOperators))]
    [RedTeam("G4", "Calls the hub's interface for operators with a device's certificate", typeof(Callers), "NOT_AUTHORISED")]
    public async Task A_device_does_not_steer(string method, string path)
    {
        await using SimulatedDevice device = await _hub.DeviceAsync();
        using HttpResponseMessage answer = await AskAsync(_hub.Client(device.Certificate), method, path);
        await LiveHub.AssertErrorAsync(HttpStatusCode.Forbidden, EnrolmentReasons.NotAuthorised, answer);
    }

    [Theory]
    [MemberData(nameof(ForOperators))]
    public async Task An_operator_of_another_fleet_does_not_steer(string method, string path)
    {
        X509Certificate2 stranger = SigningAuthority.Create("acme operators").Issue("acme operator 1", FleetKeys.ClientProfile);
        using HttpResponseMessage answer = await AskAsync(_hub.Client(stranger), method, path);
        HubError error = await ReadErrorAsync(HttpStatusCode.Forbidden, answer);
        Assert.Contains(error.Reason, new[] { EnrolmentReasons.NotAuthorised.Code, EvidenceReasons.DeviceCertificate.Code });
    }

    [Theory]
    [MemberData(nameof(ForOperators))]
    public async Task An_operator_is_let_through(string method, string path)
    {
        using HttpResponseMessage answer = await AskAsync(_hub.Operator, method, path);
        Assert.NotEqual(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.NotEqual(HttpStatusCode.InternalServerError, answer.StatusCode);
    }

    public static TheoryData<string> Strangers { get; } = ["publisher", "director", "signer", "tls", "server below operators", "nobody's"];

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task Certificates_of_the_fleet_for_other_uses_are_nobody_s(string kind)
    {
        FleetKeys keys = _hub.Keys;
        X509Certificate2 certificate = kind switch
        {
            "publisher" => SamplePackage.Publisher,
            "director" => keys.Director!,
            "signer" => keys.Signer,
            "tls" => keys.Tls,
            "server below operators" => keys.OperatorRoot.Issue("acme operator 1", new CertificateProfile { Usages = [CertificateProfile.ServerAuth] }),
            _ => SigningAuthority.SelfSigned("acme operator 1", FleetKeys.ClientProfile),
        };
        using HttpResponseMessage answer = await AskAsync(_hub.Client(certificate), "GET", HubRoutes.Devices);
        await ReadErrorAsync(HttpStatusCode.Forbidden, answer);
    }

    [Fact]
    [RedTeam("G4", "Keeps a connection open after the operator's certificate ended", typeof(CallerJudge), "NOT_AUTHORISED")]
    public async Task An_operator_s_certificate_ends()
    {
        await using LiveHub hub = await LiveHub.StartAsync();
        X509Certificate2 ending = hub.Keys.OperatorRoot.Issue("acme operator 2", FleetKeys.ClientProfile with { NotAfter = SamplePackage.Now.AddMinutes(1) });
        HttpClient client = hub.Client(ending);
        using HttpResponseMessage before = await AskAsync(client, "GET", HubRoutes.Devices);
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        // On the very connection that was judged good before.
        hub.Time.Advance(TimeSpan.FromSeconds(61));
        using HttpResponseMessage after = await AskAsync(client, "GET", HubRoutes.Devices);
        await LiveHub.AssertErrorAsync(HttpStatusCode.Forbidden, EnrolmentReasons.NotAuthorised, after);
    }

    [Fact]
    public async Task A_device_s_certificate_ends_with_its_authority_s_at_the_latest()
    {
        FleetKeys keys = FleetKeys.Honest;
        await using LiveHub hub = await LiveHub.StartAsync(
            keys with { DeviceAuthority = keys.HubRoot.Intermediate("acme devices", FleetKeys.DeviceAuthorityProfile with { NotAfter = SamplePackage.Now.AddMinutes(2) }) });
        await using SimulatedDevice device = await hub.DeviceAsync();
        HttpClient client = hub.Client(device.Certificate);
        using HttpResponseMessage before = await AskAsync(client, "GET", SomePackage);
        await LiveHub.AssertErrorAsync(HttpStatusCode.NotFound, HubReasons.PackageUnknown, before);

        hub.Time.Advance(TimeSpan.FromSeconds(121));
        using HttpResponseMessage after = await AskAsync(client, "GET", SomePackage);
        await LiveHub.AssertErrorAsync(HttpStatusCode.Forbidden, EvidenceReasons.DeviceCertificateExpired, after);
    }

    [Fact]
    [RedTeam("G5", "Speaks for a device with a certificate of another key under its name", typeof(CallerJudge), "DEVICE_NOT_ENROLLED")]
    public async Task A_certificate_of_the_device_authority_for_another_key_is_not_the_enrolled_one()
    {
        await using SimulatedDevice device = await _hub.DeviceAsync();
        X509Certificate2 other = _hub.Keys.DeviceAuthority.Issue(device.Ueid.Hex, FleetKeys.ClientProfile);
        using HttpResponseMessage answer = await AskAsync(_hub.Client(other), "GET", SomePackage);
        await LiveHub.AssertErrorAsync(HttpStatusCode.Forbidden, EnrolmentReasons.DeviceNotEnrolled, answer);
    }

    [Fact]
    public async Task A_device_that_the_hub_never_enrolled_is_nobody()
    {
        X509Certificate2 other = _hub.Keys.DeviceAuthority.Issue(Nobody, FleetKeys.ClientProfile);
        using HttpResponseMessage answer = await AskAsync(_hub.Client(other), "GET", SomePackage);
        await LiveHub.AssertErrorAsync(HttpStatusCode.Forbidden, EnrolmentReasons.DeviceNotEnrolled, answer);
    }

    public static TheoryData<string> PagePaths { get; } = ["/", "/findings", "/packages", "/rollouts", "/events", "/page.css"];

    [Theory]
    [MemberData(nameof(PagePaths))]
    public async Task The_HTTPS_port_serves_no_page(string path)
    {
        using HttpResponseMessage answer = await AskAsync(_hub.Operator, "GET", path);
        await LiveHub.AssertErrorAsync(HttpStatusCode.NotFound, HubReasons.NotFound, answer);
    }

    [Theory]
    [MemberData(nameof(ForOperators))]
    public async Task The_page_s_port_serves_no_interface(string method, string path)
    {
        using HttpClient client = new() { BaseAddress = new Uri($"http://127.0.0.1:{_hub.PagePort}") };
        using HttpResponseMessage answer = await AskAsync(client, method, path);
        Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed });
        Assert.NotEqual("application/json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task The_page_s_port_enrols_nobody()
    {
        using HttpClient client = new() { BaseAddress = new Uri($"http://127.0.0.1:{_hub.PagePort}") };
        using HttpResponseMessage answer = await AskAsync(client, "GET", HubRoutes.EstCertificates);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task The_page_is_served_on_its_own_port()
    {
        using HttpClient client = new() { BaseAddress = new Uri($"http://127.0.0.1:{_hub.PagePort}") };
        using HttpResponseMessage answer = await AskAsync(client, "GET", "/");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
    }

    private static Task<HttpResponseMessage> AskAsync(HttpClient client, string method, string path) =>
        client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), TestContext.Current.CancellationToken);

    private static async Task<HubError> ReadErrorAsync(HttpStatusCode status, HttpResponseMessage answer)
    {
        Assert.Equal(status, answer.StatusCode);
        return await LiveHub.ReadAsync(answer, HubJson.Default.HubError);
    }

    /// <summary>One hub for all of them: none changes anything.</summary>
    public sealed class Shared : IAsyncLifetime
    {
        internal LiveHub Hub { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Hub = await LiveHub.StartAsync();

        public async ValueTask DisposeAsync() => await Hub.DisposeAsync();
    }
}
