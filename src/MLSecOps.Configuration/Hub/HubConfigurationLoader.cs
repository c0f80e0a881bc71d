using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using MLSecOps.Configuration.Toml;
using MLSecOps.Core.Digests;

namespace MLSecOps.Configuration.Hub;

/// <summary>Reads <c>hub.toml</c>.</summary>
public static class HubConfigurationLoader
{
    /// <summary>Reads one file and checks every key.</summary>
    /// <param name="file">Path of the TOML file; null for the defaults.</param>
    /// <returns>The configuration, or all problems at once; then the hub must not start (exit code 2).</returns>
    public static Loaded<HubConfiguration> Load(string? file)
    {
        List<ConfigurationProblem> problems = [];
        List<TomlEntry> entries = [];
        string? text = file is null ? null : ConfigurationFile.Read(file, problems);
        if (text is not null)
        {
            entries.AddRange(TomlFile.Parse(file!, text, problems));
        }

        SettingReader reader = new(entries, problems);
        reader.RefuseUnknown(HubKeys.All);
        HubConfiguration configuration = Read(reader);
        return new Loaded<HubConfiguration>(
            problems.Count == 0 ? configuration : null, [.. problems.OrderBy(problem => problem.Line).ThenBy(problem => problem.Column)], file is null ? [] : [file]);
    }

    private static HubConfiguration Read(SettingReader reader)
    {
        string state = reader.Get("hub.state_dir", "/var/lib/mlsec-hub", Conversions.AbsolutePath(), TomlText.Of);
        string identity = reader.Get("hub.identity_dir", "/etc/mlsec/hub", Conversions.AbsolutePath(), TomlText.Of);
        string trust = reader.Get("hub.trust", "/etc/mlsec/trust.toml", Conversions.AbsolutePath(), TomlText.Of);
        ListenAddress https = reader.Get("https.listen", new ListenAddress(IPAddress.Any, 8443), Listen, Print);
        string url = reader.Get("https.url", string.Empty, Url, TomlText.Of);
        BrokerKind broker = reader.Get(
            "mqtt.broker", BrokerKind.Embedded, Conversions.Word(("embedded", BrokerKind.Embedded), ("external", BrokerKind.External)), word => TomlText.Of(word.ToString()));
        ListenAddress mqtt = reader.Get("mqtt.listen", new ListenAddress(IPAddress.Any, 8883), Listen, Print);
        DnsEndPoint address = reader.Get("mqtt.address", new DnsEndPoint("localhost", 8883), HostAndPort, point => TomlText.Of($"{point.Host}:{point.Port}"));
        ListenAddress page = reader.Get("page.listen", new ListenAddress(IPAddress.Loopback, 8080), Loopback, Print);
        string worker = reader.Get("packages.worker", string.Empty, Conversions.AbsolutePath(), TomlText.Of);
        bool uninspected = reader.Get("packages.insecure_uninspected", false, Conversions.Switch, value => value ? "true" : "false");
        TimeSpan epoch = reader.Get("attest.epoch", TimeSpan.FromMinutes(5), Conversions.Duration(TimeSpan.FromSeconds(10), TimeSpan.FromHours(1)), TomlText.Of);
        TimeSpan window = reader.Get("attest.window", TimeSpan.FromMinutes(15), Conversions.Duration(TimeSpan.FromSeconds(20), TimeSpan.FromDays(1)), TomlText.Of);
        int agentPcr = reader.Get("attest.agent_pcr", 12, Conversions.Number(8, 15), TomlText.Of);
        IReadOnlyList<Sha256Digest> boots = reader.Get<IReadOnlyList<Sha256Digest>>("attest.boot_states", [], Digests, digests => TomlText.Of((string[])[.. digests.Select(digest => $"{digest}")]));
        IReadOnlyList<string> makers = reader.Get<IReadOnlyList<string>>("attest.ek_anchors", [], Conversions.AbsolutePaths, TomlText.Of);
        TimeSpan lifetime = reader.Get(
            "enrolment.certificate_lifetime", TimeSpan.FromDays(397), Conversions.Duration(TimeSpan.FromSeconds(10), TimeSpan.FromDays(3650)), TomlText.Of);
        string revocation = reader.Get("enrolment.revocation_file", $"{state.TrimEnd('/')}/revoked.pem", Conversions.AbsolutePath(), TomlText.Of);
        IReadOnlyList<string> idevids = reader.Get<IReadOnlyList<string>>("enrolment.idevid_anchors", [], Conversions.AbsolutePaths, TomlText.Of);
        return new HubConfiguration
        {
            StateDirectory = state,
            IdentityDirectory = identity,
            TrustFile = trust,
            Https = https,
            Url = url.Length == 0 ? null : url.TrimEnd('/'),
            Broker = broker,
            Mqtt = mqtt,
            BrokerHost = address.Host,
            BrokerPort = address.Port,
            Page = page,
            WorkerPath = worker.Length == 0 ? null : worker,
            InsecureUninspected = uninspected,
            Epoch = epoch,
            Window = window,
            AgentPcr = agentPcr,
            BootStates = boots,
            EndorsementAnchorFiles = makers,
            CertificateLifetime = lifetime,
            RevocationFile = revocation,
            IdevidAnchorFiles = idevids,
        };
    }

    private static bool Digests(TomlValue value, [MaybeNullWhen(false)] out IReadOnlyList<Sha256Digest> result, out string mustBe)
    {
        mustBe = "a list of digests, such as \"sha256:\" and 64 lower-case hexadecimal digits";
        List<Sha256Digest> digests = [];
        result = digests;
        foreach (TomlValue item in value.Items)
        {
            if (item.Kind != TomlKind.Text || !Sha256Digest.TryParse(item.Text, out Sha256Digest digest))
            {
                return false;
            }

            digests.Add(digest);
        }

        return value.Kind == TomlKind.Array;
    }

    private static string Print(ListenAddress address) => TomlText.Of(address.ToString());

    private static bool Listen(TomlValue value, [MaybeNullWhen(false)] out ListenAddress result, out string mustBe)
    {
        mustBe = "an IP address and a port, such as \"0.0.0.0:8443\" or \"[::]:8443\"";
        result = null;
        if (value.Kind != TomlKind.Text || !value.Text.Contains(':', StringComparison.Ordinal) || !IPEndPoint.TryParse(value.Text, out IPEndPoint? point))
        {
            return false;
        }

        result = new ListenAddress(point.Address, point.Port);
        return true;
    }

    private static bool Loopback(TomlValue value, [MaybeNullWhen(false)] out ListenAddress result, out string mustBe)
    {
        bool read = Listen(value, out result, out mustBe) && IPAddress.IsLoopback(result.Address);
        mustBe = "a loopback address and a port, such as \"127.0.0.1:8080\": the page has no sign-in";
        return read;
    }

    private static bool HostAndPort(TomlValue value, [MaybeNullWhen(false)] out DnsEndPoint result, out string mustBe)
    {
        mustBe = "a host and a port, such as \"broker.example:8883\"";
        result = null;
        int colon = value.Kind == TomlKind.Text ? value.Text.LastIndexOf(':') : -1;
        if (colon <= 0
            || !int.TryParse(value.Text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            || port is < 1 or > 65535
            || Uri.CheckHostName(value.Text[..colon].Trim('[', ']')) == UriHostNameType.Unknown)
        {
            return false;
        }

        result = new DnsEndPoint(value.Text[..colon].Trim('[', ']'), port);
        return true;
    }

    private static bool Url(TomlValue value, [MaybeNullWhen(false)] out string result, out string mustBe)
    {
        mustBe = "an https address without path, such as \"https://hub.example:8443\"";
        result = value.Text;
        return value.Kind == TomlKind.Text
            && Uri.TryCreate(value.Text, UriKind.Absolute, out Uri? uri)
            && uri.Scheme == Uri.UriSchemeHttps && uri.AbsolutePath == "/" && uri.Query.Length == 0 && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0;
    }
}
