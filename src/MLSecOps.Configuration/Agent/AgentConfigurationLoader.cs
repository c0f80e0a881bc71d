using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using MLSecOps.Configuration.Toml;
using MLSecOps.Core.Findings;

namespace MLSecOps.Configuration.Agent;

/// <summary>Reads <c>agent.toml</c> and its layers.</summary>
public static class AgentConfigurationLoader
{
    private const int MaxSocketPathBytes = 107; // sockaddr_un.sun_path with its terminator, unix(7)

    /// <summary>Reads every layer and checks every key. No file at all is fine: the defaults are a configuration.</summary>
    /// <param name="sources">Which files.</param>
    /// <returns>The configuration, or all problems of all files at once; then the agent must not start (exit code 2).</returns>
    public static Loaded<AgentConfiguration> Load(ConfigurationSources sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        List<ConfigurationProblem> problems = [];
        List<string> files = sources.Files(problems);
        List<TomlEntry> entries = [];
        foreach (string file in files)
        {
            string? text = ConfigurationFile.Read(file, problems);
            if (text is not null)
            {
                entries.AddRange(TomlFile.Parse(file, text, problems));
            }
        }

        SettingReader reader = new(entries, problems);
        reader.RefuseUnknown(AgentKeys.All);
        AgentConfiguration configuration = Read(reader, problems);
        return new Loaded<AgentConfiguration>(problems.Count == 0 ? configuration : null, InOrder(problems, files), files);
    }

    private static AgentConfiguration Read(SettingReader reader, List<ConfigurationProblem> problems)
    {
        AgentMode mode = reader.Get("agent.mode", AgentMode.Enforce, Conversions.Word(("enforce", AgentMode.Enforce), ("observe", AgentMode.Observe)), Lower);
        string state = DirectoryOf(reader, "agent.state_dir", "/var/lib/mlsec");
        string runtime = DirectoryOf(reader, "agent.runtime_dir", "/run/mlsec");
        string drop = DirectoryOf(reader, "agent.drop_dir", state + "/drop");
        string hardware = reader.Get("device.hardware", ProcessorName(), Conversions.Name, TomlText.Of);
        string trust = reader.Get("trust.file", "/etc/mlsec/trust.toml", Conversions.AbsolutePath(), TomlText.Of);
        ConfirmBy confirm = reader.Get("update.confirm", ConfirmBy.Soak, Conversions.Word(("soak", ConfirmBy.Soak), ("application", ConfirmBy.Application)), Lower);
        TimeSpan soak = reader.Get("update.soak", TimeSpan.FromMinutes(5), Conversions.Duration(TimeSpan.Zero, TimeSpan.FromDays(30)), TomlText.Of);
        bool opaque = reader.Get("update.allow_opaque", false, Conversions.Switch, value => value ? "true" : "false");
        TimeSpan interval = reader.Get("watch.interval", TimeSpan.FromHours(1), Conversions.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromDays(30)), TomlText.Of);
        OnTamper onTamper = reader.Get("watch.on_tamper", OnTamper.Restore, Conversions.Word(("restore", OnTamper.Restore), ("report", OnTamper.Report)), Lower);
        TimeSpan challenge = reader.Get("watch.challenge_interval", AgentConfiguration.DefaultChallengeInterval, Conversions.Duration(TimeSpan.FromMinutes(1), TimeSpan.FromHours(12)), TomlText.Of);
        TimeSpan rehearse = reader.Get("rehearse.interval", AgentConfiguration.DefaultRehearseInterval, Conversions.Duration(TimeSpan.FromMinutes(1), TimeSpan.FromDays(30)), TomlText.Of);
        string worker = reader.Get("worker.path", "/usr/libexec/mlsec/mlsec-worker", Conversions.AbsolutePath(), TomlText.Of);
        TimeSpan deadline = reader.Get("worker.deadline", TimeSpan.FromSeconds(30), Conversions.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)), TomlText.Of);
        long memory = reader.Get("worker.memory", 1L << 30, Conversions.Size(64L << 20, 64L << 30), TomlText.OfSize);
        IReadOnlyList<string> require = reader.Get("worker.require", SandboxLayers.All, RequiredLayers, TomlText.Of);
        IReadOnlyList<string> without = reader.Get("worker.insecure_without", [], Conversions.Words(SandboxLayers.All), TomlText.Of);
        string socket = reader.Get("varlink.socket", runtime + "/io.mlsec.Agent", Conversions.AbsolutePath(MaxSocketPathBytes), TomlText.Of);
        string group = reader.Get("varlink.group", string.Empty, Conversions.Group, TomlText.Of);
        TimeSpan openKeep = reader.Get("varlink.open_keep", TimeSpan.FromMinutes(10), Conversions.Duration(TimeSpan.Zero, TimeSpan.FromDays(30)), TomlText.Of);
        long openMemory = reader.Get("varlink.open_memory", 256L << 20, Conversions.Size(1L << 20, 1L << 40), TomlText.OfSize);
        TimeSpan canary = reader.Get("tap.canary_interval", TimeSpan.FromMinutes(1), Conversions.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)), TomlText.Of);
        TimeSpan audit = reader.Get("tap.audit_interval", TimeSpan.FromMinutes(10), Conversions.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromDays(7)), TomlText.Of);
        TimeSpan silence = reader.Get("tap.silence", TimeSpan.FromMinutes(10), Conversions.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromDays(7)), TomlText.Of);
        Uri? url = reader.Get<Uri?>("hub.url", null, Conversions.HubUrl, value => TomlText.Of(value?.GetLeftPart(UriPartial.Authority) ?? string.Empty));
        (string? Host, int Port) mqtt = reader.Get(
            "hub.mqtt", url is null ? default : (url.IdnHost, HubAddress.DefaultMqttPort), Conversions.HostAndPort, value => TomlText.Of(Conversions.Print(value)));
        string token = reader.Get("hub.token_file", "/etc/mlsec/token", Conversions.AbsolutePath(), TomlText.Of);
        string idevid = reader.Get("hub.idevid_certificate", string.Empty, OptionalPath, TomlText.Of);
        string idevidKey = reader.Get("hub.idevid_key", string.Empty, OptionalPath, TomlText.Of);
        CheckPair(idevid, idevidKey, reader, problems);
        TpmAddress? tpm = reader.Get<TpmAddress?>("tpm.device", null, TpmDevice, value => TomlText.Of(value?.ToString() ?? string.Empty));
        int pcr = reader.Get("tpm.pcr", 12, Conversions.Number(8, 15), value => value.ToString(CultureInfo.InvariantCulture));
        IReadOnlyList<int> bootPcrs = reader.Get("tpm.boot_pcrs", [], Conversions.Numbers(0, 15), value => $"[{string.Join(", ", value)}]");
        long quota = reader.Get("telemetry.quota", 64L << 20, Conversions.Size(1L << 20, 16L << 30), TomlText.OfSize);
        CheckSocketLength(socket, reader, problems);
        CheckPcrs(pcr, bootPcrs, reader, problems);
        return new AgentConfiguration
        {
            Mode = mode,
            StateDirectory = state,
            RuntimeDirectory = runtime,
            DropDirectory = drop,
            Hardware = hardware,
            TrustFile = trust,
            Confirm = confirm,
            Soak = soak,
            AllowOpaque = opaque,
            WatchInterval = interval,
            OnTamper = onTamper,
            ChallengeInterval = challenge,
            RehearseInterval = rehearse,
            WorkerPath = worker,
            WorkerDeadline = deadline,
            WorkerMemoryBytes = memory,
            RequiredLayers = [.. require.Except(without, StringComparer.Ordinal)],
            VarlinkSocket = socket,
            VarlinkGroup = group.Length == 0 ? null : group,
            OpenKeep = openKeep,
            OpenMemoryBytes = openMemory,
            CanaryInterval = canary,
            AuditInterval = audit,
            TapSilence = silence,
            Hub = url is null ? null : new HubAddress(url, mqtt.Host ?? url.IdnHost, mqtt.Host is null ? HubAddress.DefaultMqttPort : mqtt.Port),
            TokenFile = token,
            IdevidCertificate = idevid.Length == 0 ? null : idevid,
            IdevidKey = idevidKey.Length == 0 ? null : idevidKey,
            Tpm = tpm,
            TpmPcr = pcr,
            TpmBootPcrs = [.. bootPcrs.Order()],
            TelemetryQuotaBytes = quota,
            Settings = reader.Settings,
        };
    }

    private static string DirectoryOf(SettingReader reader, string key, string fallback)
    {
        string path = reader.Get(key, fallback, Conversions.AbsolutePath(), TomlText.Of);
        return path.Length > 1 ? path.TrimEnd('/') : path;
    }

    // Leaving a layer out here would weaken the sandbox under a name that does not say so.
    private static bool RequiredLayers(TomlValue value, out IReadOnlyList<string> result, out string mustBe)
    {
        bool words = Conversions.Words(SandboxLayers.All)(value, out IReadOnlyList<string>? named, out mustBe);
        result = named ?? [];
        if (words && result.Count < SandboxLayers.All.Count)
        {
            mustBe = $"a list with {string.Join(", ", SandboxLayers.All.Select(layer => $"\"{layer}\""))}";
            return false;
        }

        return words;
    }

    private static bool OptionalPath(TomlValue value, [MaybeNullWhen(false)] out string result, out string mustBe)
    {
        result = value.Text;
        mustBe = string.Empty;
        return (value.Kind == TomlKind.Text && result.Length == 0) || Conversions.AbsolutePath()(value, out result, out mustBe);
    }

    private static void CheckPair(string certificate, string key, SettingReader reader, List<ConfigurationProblem> problems)
    {
        if ((certificate.Length == 0) != (key.Length == 0))
        {
            string present = certificate.Length == 0 ? "hub.idevid_key" : "hub.idevid_certificate";
            Origin origin = reader.Settings.First(setting => setting.Key == present).Origin;
            problems.Add(new ConfigurationProblem(
                ConfigurationReasons.Missing, origin.File ?? string.Empty, origin.Line, origin.Column, "hub.idevid_certificate and hub.idevid_key go together"));
        }
    }

    // A default made of a long runtime_dir is too long as well; the culprit is then runtime_dir.
    private static void CheckSocketLength(string socket, SettingReader reader, List<ConfigurationProblem> problems)
    {
        if (Encoding.UTF8.GetByteCount(socket) > MaxSocketPathBytes)
        {
            Origin origin = reader.Settings.First(setting => setting.Key == "agent.runtime_dir").Origin;
            problems.Add(new ConfigurationProblem(
                ConfigurationReasons.Value, origin.File ?? string.Empty, origin.Line, origin.Column,
                $"agent.runtime_dir is too long for a socket in it: a socket's path has at most {MaxSocketPathBytes} bytes"));
        }
    }

    private static bool TpmDevice(TomlValue value, out TpmAddress? result, out string mustBe)
    {
        mustBe = "\"/dev/tpmrm0\" or another device, \"tcp:127.0.0.1:2321\" or \"unix:/path\" for a simulator, or \"\" for none";
        result = null;
        return value.Kind == TomlKind.Text && (value.Text.Length == 0 || TpmAddress.TryParse(value.Text, out result));
    }

    // What the agent measures is not how the machine started.
    private static void CheckPcrs(int pcr, IReadOnlyList<int> boot, SettingReader reader, List<ConfigurationProblem> problems)
    {
        if (boot.Contains(pcr))
        {
            Origin origin = reader.Settings.First(setting => setting.Key == "tpm.boot_pcrs").Origin;
            problems.Add(new ConfigurationProblem(
                ConfigurationReasons.Value, origin.File ?? string.Empty, origin.Line, origin.Column,
                $"tpm.boot_pcrs must not hold {pcr}, which is tpm.pcr: the agent measures into that one itself"));
        }
    }

    private static string ProcessorName() => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => "x86-64",
        Architecture architecture => architecture.ToString().ToLowerInvariant(),
    };

    private static string Lower<T>(T word)
        where T : struct, Enum => TomlText.Of(word.ToString().ToLowerInvariant());

    private static List<ConfigurationProblem> InOrder(List<ConfigurationProblem> problems, List<string> files) =>
        [.. problems.OrderBy(problem => (uint)files.IndexOf(problem.File)).ThenBy(problem => problem.Line).ThenBy(problem => problem.Column)];
}
