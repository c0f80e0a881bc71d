using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MLSecOps.Configuration;
using MLSecOps.Configuration.Agent;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.EdgeAgent.Documents;
using MLSecOps.EdgeAgent.Enrolment;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.Formats.Directives;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Enrolment;
using MLSecOps.Linux.Systemd;
using MLSecOps.TestKit;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Identity;
using MLSecOps.Trust.Policy;

namespace MLSecOps.EdgeAgent.Tests.Hub;

/// <summary>A throw-away hub: its authorities and certificates, what it signs, and a device that is configured for it.</summary>
internal sealed class TestHub : IDisposable
{
    public const string Fleet = "acme";
    private const string ServerUsage = "1.3.6.1.5.5.7.3.1";
    private const string ClientUsage = "1.3.6.1.5.5.7.3.2";
    private const string DocumentUsage = "1.3.6.1.5.5.7.3.36";

    private readonly Transcript _journal = new();

    public TestHub(string url = "https://localhost:1", string mqtt = "")
    {
        Root = SigningAuthority.Create("Test Hub Root", Dated([]));
        Devices = Root.Intermediate("Test Devices", Dated([]));
        Directors = SigningAuthority.Create("Test Director Root", Dated([]));
        Server = Root.Issue("Test Hub", Dated([ServerUsage]) with { HostNames = ["localhost"], Addresses = ["127.0.0.1"] });
        Signer = Root.Issue("Test Hub Signer", Dated([DocumentUsage]));
        Director = Directors.Issue("Test Director", Dated([CertificateProfile.CodeSigning]));
        Listener = Root.Issue("test-listener", Dated([ClientUsage]));
        Log = new AgentLog(Journal.Open("test", _journal, Folder["no-journal"]), TimeProvider.System);
        Configure(url, mqtt);
    }

    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public ScratchFolder Folder { get; } = new();

    public SigningAuthority Root { get; }

    public SigningAuthority Devices { get; }

    public SigningAuthority Directors { get; }

    public X509Certificate2 Server { get; }

    public X509Certificate2 Signer { get; }

    public X509Certificate2 Director { get; }

    /// <summary>Somebody whom the broker lets hear and say everything.</summary>
    public X509Certificate2 Listener { get; }

    public AgentSettings Settings { get; private set; } = null!;

    public AgentLog Log { get; }

    public HubTrust Trust => new(() => Settings, () => VerificationTime.ByClock(Now));

    /// <summary>Keeps documents in a folder of the device's state.</summary>
    public TrustKeeper Keeper(string state = "state") => new(TrustStateStore.Load(new StoreLayout(Folder[state])), () => Settings, Log, TimeProvider.System);

    public string JournalText => _journal.ToString();

    public string TokenFile => Folder["token"];

    public EnrolToken Token { get; } = EnrolToken.Of(RandomNumberGenerator.GetBytes(EnrolToken.SecretBytes), default);

    public static CertificateProfile Dated(IReadOnlyList<string> usages) => new() { Usages = usages, NotBefore = Now.AddDays(-1), NotAfter = Now.AddDays(30) };

    public static Ueid NewUeid() => Ueid.ForDevice(RandomNumberGenerator.GetBytes(16));

    /// <summary>The token with which this hub's key is expected.</summary>
    public EnrolToken TokenFor(X509Certificate2 server) => EnrolToken.Of(Token.Secret, Sha256Digest.Of(server.PublicKey.ExportSubjectPublicKeyInfo()));

    public void Configure(string url, string mqtt = "")
    {
        File.WriteAllText(Folder["hub.pem"], SigningAuthority.CertificatePem(Root.Certificate));
        File.WriteAllText(Folder["director.pem"], SigningAuthority.CertificatePem(Directors.Certificate));
        File.WriteAllText(
            Folder["trust.toml"],
            $"fleet = \"{Fleet}\"\n[publisher]\nanchors = [\"director.pem\"]\n[director]\nanchors = [\"director.pem\"]\n[hub]\nanchors = [\"hub.pem\"]\n");
        File.WriteAllText(
            Folder["agent.toml"],
            $"""
            [agent]
            state_dir = "{Folder["state"]}"
            runtime_dir = "{Folder["run"]}"
            [trust]
            file = "{Folder["trust.toml"]}"
            [hub]
            url = "{url}"
            mqtt = "{mqtt}"
            token_file = "{TokenFile}"
            """);
        Directory.CreateDirectory(Folder["state/state"]);
        Settings = AgentSettings.Load(new ConfigurationSources(File: Folder["agent.toml"]), out IReadOnlyList<ConfigurationProblem> problems)
            ?? throw new InvalidOperationException(string.Join('\n', problems));
    }

    public IdentityStore Identities() => new(Folder["state/identity"], Trust);

    /// <summary>Enrols a device by hand.</summary>
    public Ueid Enrol(CertificateProfile? profile = null)
    {
        Ueid ueid = NewUeid();
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 certificate = Devices.Issue(ueid.Hex, (profile ?? Dated([])) with { Usages = [ClientUsage], ExistingKey = key });
        IdentityStore store = Identities();
        store.Prepare();
        EnrolledIdentity? identity = store.Keep(key, [Devices.Certificate.RawData, certificate.RawData], out string? trouble);
        Assert.True(identity is not null, trouble);
        return ueid;
    }

    public EnrolledIdentity Identity()
    {
        EnrolledIdentity? identity = Identities().Load(out string? trouble);
        Assert.True(identity is not null, trouble);
        return identity;
    }

    /// <summary>What the hub answers to a request: its certificates, as EST gives them.</summary>
    public byte[] Issue(byte[] request, Ueid ueid, SigningAuthority? authority = null)
    {
        Assert.True(DeviceCertificateIssuer.ReadRequest(request, ueid).TryGet(out ReadOnlyMemory<byte> key, out FormatFault? fault), fault?.ToString());
        return Certificates(key.Span, ueid, authority ?? Devices);
    }

    public byte[] Certificates(ReadOnlySpan<byte> publicKey, Ueid ueid, SigningAuthority authority)
    {
        byte[] certificate = DeviceCertificateIssuer.Issue(publicKey, ueid, authority.Certificate, Now.AddHours(-1), Now.AddDays(20), RandomNumberGenerator.GetBytes(16));
        return CertificatesOnly.Encode([authority.Certificate.RawData, certificate]);
    }

    /// <summary>A signed directive, as it travels.</summary>
    public byte[] Sign(Directive directive, X509Certificate2? signer = null)
    {
        Assert.True(DirectiveWriter.Write(directive).TryGet(out ReadOnlyMemory<byte> document, out FormatFault? fault), fault?.ToString());
        Assert.True(DocumentSigner.Sign(document.Span, signer ?? Director, [], Now).TryGet(out ReadOnlyMemory<byte> cms, out fault), fault?.ToString());
        return SignedMessage.Encode(document.Span, cms.Span);
    }

    public async Task UntilAsync(Func<bool> reached, string what)
    {
        for (int i = 0; i < 1500; i++)
        {
            if (reached())
            {
                return;
            }

            await Task.Delay(10);
        }

        Assert.Fail($"not reached: {what}; the journal says:\n{JournalText}");
    }

    public void Dispose() => Folder.Dispose();
}
