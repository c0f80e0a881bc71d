using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Enrolment;
using MLSecOps.Hub.Tests.Live;
using MLSecOps.TestKit;
using MLSecOps.Trust.Identity;

namespace MLSecOps.Hub.Tests.Enrolment;

/// <summary>Enrolment by a manufacturer's certificate, with certificates that openssl made as a factory would.</summary>
public sealed class IdevidTests : IAsyncLifetime
{
    private readonly ScratchFolder _folder = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private LiveHub _hub = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await MakeAuthorityAsync("factory");
        await MakeAuthorityAsync("forger");
        File.Copy(_folder["factory.pem"], _folder["anchors.pem"]);
        _hub = await LiveHub.StartAsync(change: configuration => configuration with { IdevidAnchorFiles = [_folder["anchors.pem"]] });

        // openssl has the machine's clock.
        _hub.Time.SetUtcNow(TimeProvider.System.GetUtcNow());
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        _key.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("ec")]
    [InlineData("rsa")]
    public async Task A_device_of_a_known_manufacturer_needs_no_token(string algorithm)
    {
        using X509Certificate2 idevid = await IdevidAsync("factory", "sn-1", algorithm);
        using HttpResponseMessage answer = await EnrolAsync(idevid, LiveHub.RequestOf(_key));
        await using SimulatedDevice device = new(_hub, await UeidAsync(answer), _key, await LiveHub.CertificatesAsync(answer));
        await device.ConnectAsync();
        Device kept = _hub.Read(store => store.FindDevice(device.Ueid.Hex))!;
        Assert.Contains("sn-1", kept.EnrolledBy, StringComparison.Ordinal);

        // The very request again, as after a lost answer: the same certificate, no second device.
        using HttpResponseMessage again = await EnrolAsync(idevid, LiveHub.RequestOf(_key));
        Assert.Equal(device.Ueid.Hex, await UeidAsync(again));
        Assert.Single(_hub.Read(store => store.Devices()));
    }

    [Fact]
    [RedTeam("G5", "Enrols a device of a manufacturer's certificate a second time with another key", typeof(IdevidEnrolment), "DEVICE_ENROLLED_ALREADY")]
    public async Task A_known_device_with_a_new_key_takes_an_administrator_and_keeps_its_name()
    {
        using X509Certificate2 idevid = await IdevidAsync("factory", "sn-2");
        using HttpResponseMessage first = await EnrolAsync(idevid, LiveHub.RequestOf(_key));
        string ueid = await UeidAsync(first);
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using HttpResponseMessage refused = await EnrolAsync(idevid, LiveHub.RequestOf(other));
        await LiveHub.AssertErrorAsync(HttpStatusCode.Conflict, HubReasons.DeviceEnrolled, refused);

        (await _hub.Operator.PostAsync(HubRoutes.ReenrolOf(ueid), null, Token)).Dispose();
        using HttpResponseMessage again = await EnrolAsync(idevid, LiveHub.RequestOf(other, $"CN={ueid}"));
        Assert.Equal(ueid, await UeidAsync(again));
        Assert.Equal(LiveHub.HashOf(other), _hub.Read(store => store.FindDevice(ueid))!.Key);

        (await _hub.Operator.PostAsync(HubRoutes.RetireOf(ueid), null, Token)).Dispose();
        using ECDsa third = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using HttpResponseMessage retired = await EnrolAsync(idevid, LiveHub.RequestOf(third));
        await LiveHub.AssertErrorAsync(HttpStatusCode.Forbidden, EnrolmentReasons.DeviceRetired, retired);
    }

    [Fact]
    [RedTeam("G5", "Comes with a manufacturer's certificate of a known name and another key", typeof(IdevidEnrolment), "IDEVID_KEY_CHANGED")]
    [RedTeam("G5", "Asks for another device's name with a manufacturer's certificate", typeof(IdevidEnrolment), "IDEVID_KEY_CHANGED")]
    public async Task One_name_of_a_manufacturer_is_one_key_and_one_device()
    {
        using X509Certificate2 idevid = await IdevidAsync("factory", "sn-3");
        using HttpResponseMessage first = await EnrolAsync(idevid, LiveHub.RequestOf(_key));
        string ueid = await UeidAsync(first);
        using X509Certificate2 twin = await IdevidAsync("factory", "sn-3");
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using HttpResponseMessage changed = await EnrolAsync(twin, LiveHub.RequestOf(other));
        await LiveHub.AssertErrorAsync(HttpStatusCode.Forbidden, EnrolmentReasons.IdevidChanged, changed);
        using HttpResponseMessage renamed = await EnrolAsync(idevid, LiveHub.RequestOf(other, "CN=0100112233445566778899aabbccddeeff"));
        await LiveHub.AssertErrorAsync(HttpStatusCode.Forbidden, EnrolmentReasons.IdevidChanged, renamed);
        HubFinding finding = Assert.Single(await _hub.FindingsAsync(ueid), each => each.Reason == EnrolmentReasons.IdevidChanged.Code);
        Assert.Equal("error", finding.Severity);
        Assert.Equal(LiveHub.HashOf(_key), _hub.Read(store => store.FindDevice(ueid))!.Key);
    }

    [Theory]
    [InlineData("forger")]
    [InlineData("authority")]
    [InlineData("expired")]
    [InlineData("server")]
    [RedTeam("G5", "Enrols by a certificate of a manufacturer that nobody named, or by an unfit one", typeof(IdevidVerifier), "IDEVID_NOT_TRUSTED")]
    public async Task Others_are_refused(string kind)
    {
        using X509Certificate2 shown = kind switch
        {
            "forger" => await IdevidAsync("forger", "sn-4"),
            "authority" => X509Certificate2.CreateFromPemFile(_folder["factory.pem"], _folder["factory.key"]),
            "expired" => await IdevidAsync("factory", "sn-4", days: -1),
            _ => await IdevidAsync("factory", "sn-4", extensions: "keyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\n"),
        };
        using HttpResponseMessage answer = await EnrolAsync(shown, LiveHub.RequestOf(_key));
        await LiveHub.AssertErrorAsync(HttpStatusCode.Forbidden, EnrolmentReasons.IdevidUntrusted, answer);
        Assert.Empty(_hub.Read(store => store.Devices()));
    }

    [Fact]
    public async Task A_hub_that_names_no_manufacturer_asks_for_a_token()
    {
        await using LiveHub plain = await LiveHub.StartAsync();
        using X509Certificate2 idevid = await IdevidAsync("factory", "sn-5");
        using HttpResponseMessage answer = await plain.Client(idevid).PostAsync(HubRoutes.EstEnrol, Request(LiveHub.RequestOf(_key)), Token);
        await LiveHub.AssertErrorAsync(HttpStatusCode.Unauthorized, EnrolmentReasons.TokenUnknown, answer);
    }

    private static StringContent Request(string body) => new(body, Encoding.ASCII, new MediaTypeHeaderValue("application/pkcs10"));

    private static async Task<string> UeidAsync(HttpResponseMessage answer)
    {
        IReadOnlyList<ReadOnlyMemory<byte>> certificates = await LiveHub.CertificatesAsync(answer);
        return certificates.Select(each => X509CertificateLoader.LoadCertificate(each.Span).GetNameInfo(X509NameType.SimpleName, false)).Single(name => Formats.Eat.Ueid.TryParse(name, out _));
    }

    private Task<HttpResponseMessage> EnrolAsync(X509Certificate2 idevid, string request) => _hub.Client(idevid).PostAsync(HubRoutes.EstEnrol, Request(request), Token);

    private async Task MakeAuthorityAsync(string name) => await ToolRun.Must(
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", _folder[$"{name}.key"], "-out", _folder[$"{name}.pem"],
        "-subj", $"/O={name}/CN=device issuer", "-days", "3650", "-addext", "keyUsage=critical,keyCertSign,cRLSign");

    /// <summary>As IEEE 802.1AR has it: a serial number in the subject, no extended key usage, no end.</summary>
    private async Task<X509Certificate2> IdevidAsync(string authority, string serial, string algorithm = "ec", int days = 3000, string extensions = "keyUsage=critical,digitalSignature\n")
    {
        string file = _folder[$"{Guid.NewGuid():N}"];
        string[] key = algorithm == "rsa" ? ["-newkey", "rsa:2048"] : ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
        await ToolRun.Must("openssl", ["req", .. key, "-nodes", "-keyout", file + ".key", "-out", file + ".csr", "-subj", $"/O={authority}/CN=gateway/serialNumber={serial}"]);
        File.WriteAllText(file + ".ext", extensions);
        await ToolRun.Must("openssl", [
            "x509", "-req", "-in", file + ".csr", "-CA", _folder[$"{authority}.pem"], "-CAkey", _folder[$"{authority}.key"], "-out", file + ".pem", "-extfile", file + ".ext", "-days", days.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        return X509Certificate2.CreateFromPemFile(file + ".pem", file + ".key");
    }
}
