using MLSecOps.Configuration.Agent;
using MLSecOps.Core.Findings;

namespace MLSecOps.Configuration.Tests;

public sealed class AgentConfigurationTests : IDisposable
{
    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_any_file_the_documented_defaults_are_in_force()
    {
        AgentConfiguration configuration = Good();

        Assert.Equal(AgentMode.Enforce, configuration.Mode);
        Assert.Equal("/var/lib/mlsec", configuration.StateDirectory);
        Assert.Equal("/var/lib/mlsec/drop", configuration.DropDirectory);
        Assert.Equal("/run/mlsec/io.mlsec.Agent", configuration.VarlinkSocket);
        Assert.Equal(TimeSpan.FromMinutes(5), configuration.Soak);
        Assert.Equal(1L << 30, configuration.WorkerMemoryBytes);
        Assert.Equal(["no-new-privileges", "landlock", "seccomp"], configuration.RequiredLayers);
        Assert.Null(configuration.VarlinkGroup);
        Assert.Null(configuration.Hub);
        Assert.Equal("/etc/mlsec/token", configuration.TokenFile);
        Assert.Equal(64L << 20, configuration.TelemetryQuotaBytes);
        Assert.Empty(configuration.InsecureOptions);
        Assert.All(configuration.Settings, setting => Assert.Equal("default", setting.Origin.ToString()));
    }

    [Fact]
    public void The_table_of_keys_and_the_loader_agree()
    {
        AgentConfiguration configuration = Good();

        Assert.Equal(AgentKeys.All.Select(key => key.Name), configuration.Settings.Select(setting => setting.Key));
        foreach (ConfigurationKey key in AgentKeys.All.Where(key => key.Default.Length > 0))
        {
            Assert.Equal(key.Default, configuration.Settings.Single(setting => setting.Key == key.Name).Value);
        }
    }

    [Fact]
    public void Printed_settings_read_back_as_the_same_settings()
    {
        _folder.Write("/etc/mlsec/agent.toml", "[agent]\nstate_dir = \"/srv/a b\\\"c\"\n[update]\nsoak = \"1h30m\"\n[worker]\nmemory = \"1536MiB\"\n");
        AgentConfiguration first = Good();
        _folder.Write("/etc/mlsec/agent.toml", string.Join('\n', first.Settings.Select(setting => $"{setting.Key} = {setting.Value}")));

        AgentConfiguration second = Good();

        Assert.Equal(first.Settings.Select(setting => setting.Value), second.Settings.Select(setting => setting.Value));
        Assert.Equal("/srv/a b\"c", second.StateDirectory);
        Assert.Equal(TimeSpan.FromMinutes(90), second.Soak);
        Assert.All(second.Settings, setting => Assert.NotNull(setting.Origin.File));
    }

    [Fact]
    public void Later_layers_win_and_each_value_knows_its_line()
    {
        _folder.Write("/usr/lib/mlsec/agent.toml", "[update]\nsoak = \"1m\"\n[watch]\ninterval = \"2h\"\n[varlink]\ngroup = \"vendor\"\n");
        _folder.Write("/run/mlsec/agent.d/anything.toml", "[varlink]\ngroup = \"run\"\n");
        _folder.Write("/etc/mlsec/agent.toml", "# site\n[update]\nsoak = \"3m\"\n");
        string late = _folder.Write("/etc/mlsec/agent.d/90-late.toml", "\nupdate.soak = \"9m\"\n");
        _folder.Write("/etc/mlsec/agent.d/10-early.toml", "[update]\nsoak = \"4m\"\nconfirm = \"application\"\n");
        _folder.Write("/etc/mlsec/agent.d/10-early.toml.dpkg-old", "nonsense");

        AgentConfiguration configuration = Good();

        Assert.Equal(TimeSpan.FromMinutes(9), configuration.Soak);
        Assert.Equal(ConfirmBy.Application, configuration.Confirm);
        Assert.Equal(TimeSpan.FromHours(2), configuration.WatchInterval);
        Assert.Equal("run", configuration.VarlinkGroup);
        Assert.Equal($"{late}:2", configuration.Settings.Single(setting => setting.Key == "update.soak").Origin.ToString());
    }

    [Fact]
    public void All_problems_of_all_files_are_reported_at_once_with_places_and_suggestions()
    {
        string site = _folder.Write("/etc/mlsec/agent.toml", """
            [agent]
            mode = "enfroce"
            state_dri = "/srv"
            [update]
            soak = 5
              confirm = "aplication"
            [worker]
            memory = "1GB"
            deadline = "20m"
            """);
        string drop = _folder.Write("/etc/mlsec/agent.d/60-x.toml", "[wach]\ninterval = \"1h\"\n");
        string name = _folder.Write("/etc/mlsec/agent.d/site.toml", string.Empty);

        IReadOnlyList<ConfigurationProblem> problems = Problems();

        Assert.Equal(
            [
                (site, 2, 8, "CONFIGURATION_VALUE", null),
                (site, 3, 1, "CONFIGURATION_UNKNOWN_KEY", "agent.state_dir"),
                (site, 5, 8, "CONFIGURATION_VALUE", null),
                (site, 6, 13, "CONFIGURATION_VALUE", null),
                (site, 8, 10, "CONFIGURATION_VALUE", null),
                (site, 9, 12, "CONFIGURATION_VALUE", null),
                (drop, 2, 1, "CONFIGURATION_UNKNOWN_KEY", "watch.interval"),
                (name, 0, 0, "CONFIGURATION_FILE_NAME", null),
            ],
            problems.Select(problem => (problem.File, problem.Line, problem.Column, problem.Reason.Code, problem.Suggestion)));
        Assert.Contains("\"5s\"", problems[2].Message, StringComparison.Ordinal);
        Assert.Equal($"{site}:3:1: unknown key agent.state_dri (did you mean \"agent.state_dir\"?)  [CONFIGURATION_UNKNOWN_KEY]", problems[1].ToString());
    }

    [Theory]
    [InlineData("[agent\nmode = \"enforce\"\n", 1)]
    [InlineData("[agent]\nmode = \"enforce\"\nmode = \"observe\"\n", 3)]
    [InlineData("[agent]\nmode = \"enforce\n", 2)]
    [InlineData("[agent]\nmode = \n", 2)]
    public void A_syntax_error_has_its_line(string text, int line)
    {
        _folder.Write("/etc/mlsec/agent.toml", text);

        ConfigurationProblem problem = Problems().First(problem => problem.Reason == ConfigurationReasons.Syntax);

        Assert.Equal(line, problem.Line);
    }

    [Theory]
    [InlineData("[[agent]]\nmode = \"enforce\"\n")]
    [InlineData("agent = \"enforce\"\n")]
    [InlineData("[agent]\nmode = true\n")]
    [InlineData("[agent]\nmode = 1979-05-27\n")]
    [InlineData("[agent]\nstate_dir = \"relative\"\n")]
    [InlineData("[agent]\nstate_dir = \"/a/../b\"\n")]
    [InlineData("[device]\nhardware = \"rpi 5\"\n")]
    [InlineData("[device]\nhardware = \"\"\n")]
    [InlineData("[update]\nsoak = \"-1s\"\n")]
    [InlineData("[update]\nsoak = \"31d\"\n")]
    [InlineData("[update]\nsoak = \"5 m\"\n")]
    [InlineData("[update]\nsoak = \"\"\n")]
    [InlineData("[watch]\ninterval = \"999ms\"\n")]
    [InlineData("[worker]\nmemory = 1073741824\n")]
    [InlineData("[worker]\nmemory = \"999999999999GiB\"\n")]
    [InlineData("[worker]\nrequire = [\"seccomp\"]\n")]
    [InlineData("[worker]\nrequire = [\"seccomp\", \"landlock\", \"landlock\"]\n")]
    [InlineData("[worker]\ninsecure_without = [\"chroot\"]\n")]
    [InlineData("[varlink]\ngroup = \"a b\"\n")]
    [InlineData("[hub]\nurl = \"http://hub.example\"\n")]
    [InlineData("[hub]\nurl = \"hub.example:8443\"\n")]
    [InlineData("[hub]\nurl = \"https://\"\n")]
    [InlineData("[hub]\nurl = \"https://me@hub.example\"\n")]
    [InlineData("[hub]\nurl = \"https://hub.example/est\"\n")]
    [InlineData("[hub]\nurl = \"https://hub.example?x\"\n")]
    [InlineData("[hub]\nurl = \"https://hub.example:0\"\n")]
    [InlineData("[hub]\nurl = \"https://hub.example:65536\"\n")]
    [InlineData("[hub]\nmqtt = \"hub.example\"\n")]
    [InlineData("[hub]\nmqtt = \":8883\"\n")]
    [InlineData("[hub]\nmqtt = \"hub.example:0\"\n")]
    [InlineData("[hub]\nmqtt = \"hub.example: 1\"\n")]
    [InlineData("[hub]\nmqtt = \"::1:8883\"\n")]
    [InlineData("[hub]\nmqtt = \"[hub]:8883\"\n")]
    [InlineData("[hub]\ntoken_file = \"token\"\n")]
    [InlineData("[telemetry]\nquota = \"1023KiB\"\n")]
    [InlineData("[telemetry]\nquota = \"17GiB\"\n")]
    public void A_value_that_cannot_be_used_is_refused(string text)
    {
        _folder.Write("/etc/mlsec/agent.toml", text);

        Assert.NotEmpty(Problems());
    }

    [Fact]
    public void Without_an_address_there_is_no_hub()
    {
        _folder.Write("/usr/lib/mlsec/agent.toml", "[hub]\nurl = \"https://hub.example\"\nmqtt = \"broker.example:1883\"\n");
        _folder.Write("/etc/mlsec/agent.toml", "[hub]\nurl = \"\"\n");

        Assert.Null(Good().Hub);
    }

    [Theory]
    [InlineData("https://hub.example", "", "hub.example", 8883, "https://hub.example/")]
    [InlineData("https://hub.example:8443/", "", "hub.example", 8883, "https://hub.example:8443/")]
    [InlineData("https://127.0.0.1:8443", "", "127.0.0.1", 8883, "https://127.0.0.1:8443/")]
    [InlineData("https://[::1]:8443", "", "::1", 8883, "https://[::1]:8443/")]
    [InlineData("https://hub.example", "broker.example:1884", "broker.example", 1884, "https://hub.example/")]
    [InlineData("https://hub.example", "[fe80::1]:1884", "fe80::1", 1884, "https://hub.example/")]
    public void The_broker_is_where_the_hub_is_unless_it_is_named(string url, string mqtt, string host, int port, string address)
    {
        _folder.Write("/etc/mlsec/agent.toml", $"[hub]\nurl = \"{url}\"\nmqtt = \"{mqtt}\"\n");
        Assert.Equal(new HubAddress(new Uri(address), host, port), Good().Hub);

        _folder.Write("/etc/mlsec/agent.toml", string.Join('\n', Good().Settings.Select(setting => $"{setting.Key} = {setting.Value}")));
        Assert.Equal(new HubAddress(new Uri(address), host, port), Good().Hub);
    }

    [Fact]
    public void The_broker_s_address_is_shown_where_it_follows_from_the_hub_s()
    {
        _folder.Write("/etc/mlsec/agent.toml", "[hub]\nurl = \"https://[::1]:8443\"\n");

        Setting setting = Good().Settings.Single(setting => setting.Key == "hub.mqtt");

        Assert.Equal(("\"[::1]:8883\"", Origin.Default), (setting.Value, setting.Origin));
    }

    [Fact]
    public void A_socket_path_longer_than_the_kernel_takes_is_refused_where_it_was_set()
    {
        string file = _folder.Write("/etc/mlsec/agent.toml", $"[agent]\nruntime_dir = \"/{new string('r', 100)}\"\n");

        ConfigurationProblem problem = Assert.Single(Problems());

        Assert.Equal($"{file}:2:15", problem.Place);
    }

    [Fact]
    public void Doing_without_a_sandbox_layer_has_insecure_in_its_name_and_shows()
    {
        _folder.Write("/etc/mlsec/agent.toml", "[worker]\ninsecure_without = [\"landlock\"]\n");

        AgentConfiguration configuration = Good();

        Assert.Equal(["no-new-privileges", "seccomp"], configuration.RequiredLayers);
        Assert.Equal(["worker.insecure_without"], configuration.InsecureOptions);
    }

    [Theory]
    [InlineData("/dev/tpmrm0", false)]
    [InlineData("tcp:127.0.0.1:2321", true)]
    [InlineData("tcp:[::1]:2321", true)]
    [InlineData("unix:/run/tpm.sock", true)]
    public void A_TPM_is_a_device_or_the_socket_of_a_simulator(string device, bool simulator)
    {
        _folder.Write("/etc/mlsec/agent.toml", $"[tpm]\ndevice = \"{device}\"\npcr = 14\nboot_pcrs = [7, 0]\n");
        for (int i = 0; i < 2; i++)
        {
            AgentConfiguration read = Good();
            Assert.Equal((device, simulator, 14), (read.Tpm!.ToString(), read.Tpm.IsSimulator, read.TpmPcr));
            Assert.Equal([0, 7], read.TpmBootPcrs);
            _folder.Write("/etc/mlsec/agent.toml", string.Join('\n', read.Settings.Select(setting => $"{setting.Key} = {setting.Value}")));
        }
    }

    [Theory]
    [InlineData("device = \"tcp:localhost:2321\"", 10)]
    [InlineData("device = \"tcp:127.0.0.1\"", 10)]
    [InlineData("device = \"unix:run/tpm\"", 10)]
    [InlineData("device = \"/dev/../tpm0\"", 10)]
    [InlineData("device = \"tpmrm0\"", 10)]
    [InlineData("device = 0", 10)]
    [InlineData("pcr = 7", 7)]
    [InlineData("pcr = 16", 7)]
    [InlineData("pcr = \"12\"", 7)]
    [InlineData("boot_pcrs = [0, 16]", 13)]
    [InlineData("boot_pcrs = [0, 0]", 13)]
    [InlineData("boot_pcrs = [\"0\"]", 13)]
    [InlineData("boot_pcrs = 0", 13)]
    [InlineData("boot_pcrs = [0, 12]", 13)]
    public void A_wrong_TPM_setting_is_a_problem_at_its_place(string line, int column)
    {
        string file = _folder.Write("/etc/mlsec/agent.toml", $"[tpm]\n{line}\n");
        ConfigurationProblem problem = Assert.Single(Problems());
        Assert.Equal((ConfigurationReasons.Value, $"{file}:2:{column}"), (problem.Reason, problem.Place));
    }

    [Fact]
    public void A_file_that_everyone_can_write_is_refused()
    {
        string file = _folder.Write("/etc/mlsec/agent.toml", "[agent]\nmode = \"observe\"\n");
        File.SetUnixFileMode(file, File.GetUnixFileMode(file) | UnixFileMode.OtherWrite);

        Assert.Equal(ConfigurationReasons.Permissions, Assert.Single(Problems()).Reason);
    }

    [Fact]
    public void An_explicit_file_has_to_exist_and_replaces_the_layers()
    {
        _folder.Write("/etc/mlsec/agent.toml", "[agent]\nmode = \"observe\"\n");
        string file = _folder.Write("/other.toml", "[update]\nsoak = \"0s\"\n");

        Assert.True(AgentConfigurationLoader.Load(new ConfigurationSources(_folder.Root, file)).TryGet(out AgentConfiguration? configuration, out _));
        Assert.Equal(AgentMode.Enforce, configuration.Mode);
        Assert.Equal(TimeSpan.Zero, configuration.Soak);

        Loaded<AgentConfiguration> absent = AgentConfigurationLoader.Load(new ConfigurationSources(_folder.Root, file + ".absent"));
        Assert.Equal(ConfigurationReasons.Unreadable, Assert.Single(absent.Problems).Reason);
    }

    [Fact]
    public void Text_that_is_not_UTF_8_is_refused()
    {
        File.WriteAllBytes(_folder.Write("/etc/mlsec/agent.toml", string.Empty), [0x23, 0xff, 0x0a]);

        Assert.Equal(ConfigurationReasons.Unreadable, Assert.Single(Problems()).Reason);
    }

    [Theory]
    [InlineData("x = ", '[')]
    [InlineData("x = {a = ", '{')]
    public void Deep_nesting_is_a_problem_not_a_crash(string start, char bracket)
    {
        string opening = bracket == '[' ? "[" : "{a=";
        _folder.Write("/etc/mlsec/agent.toml", start + string.Concat(Enumerable.Repeat(opening, 200_000)));

        Assert.NotEmpty(Problems());
    }

    [Fact]
    public void No_cut_of_a_good_file_makes_the_loader_throw()
    {
        const string Text = "# é\n[agent]\nmode = \"observe\"\n[worker]\nrequire = [\"no-new-privileges\", \"landlock\", 'seccomp']\nx = {a = 1, b.c = [[1], 2.5]}\n[[y]]\n\"k\\u0041\" = \"\"\"\nm\"\"\"\n";
        string file = _folder.Write("/etc/mlsec/agent.toml", string.Empty);
        for (int length = 0; length <= Text.Length; length++)
        {
            File.WriteAllText(file, Text[..length]);
            Loaded<AgentConfiguration> loaded = AgentConfigurationLoader.Load(new ConfigurationSources(_folder.Root));
            Assert.Equal(loaded.Value is null, loaded.Problems.Count > 0);
        }
    }

    private AgentConfiguration Good()
    {
        Loaded<AgentConfiguration> loaded = AgentConfigurationLoader.Load(new ConfigurationSources(_folder.Root));
        Assert.Empty(loaded.Problems);
        return loaded.Value!;
    }

    private IReadOnlyList<ConfigurationProblem> Problems()
    {
        Loaded<AgentConfiguration> loaded = AgentConfigurationLoader.Load(new ConfigurationSources(_folder.Root));
        Assert.Null(loaded.Value);
        return loaded.Problems;
    }
}
