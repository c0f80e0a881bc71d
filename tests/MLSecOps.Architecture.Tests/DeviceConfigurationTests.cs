using MLSecOps.Configuration;
using MLSecOps.Configuration.Agent;

namespace MLSecOps.Architecture.Tests;

/// <summary>The configurations we ship for boards are read by the loader that reads them on the board.</summary>
public sealed class DeviceConfigurationTests
{
    public static TheoryData<string> Boards => [.. Directory.GetDirectories(Path.Combine(Repository.Root, "device-configs")).Select(folder => Path.GetFileName(folder))];

    [Fact]
    public void There_are_boards() => Assert.Superset(new HashSet<string> { "generic-x86-64", "raspberry-pi-5" }, Boards.Select(row => row.Data).ToHashSet());

    [Theory]
    [MemberData(nameof(Boards))]
    public void A_board_s_configuration_loads_without_a_problem_and_weakens_nothing(string board)
    {
        string folder = Path.Combine(Repository.Root, "device-configs", board);
        Loaded<AgentConfiguration> loaded = AgentConfigurationLoader.Load(new ConfigurationSources(File: Path.Combine(folder, "agent.toml")));

        Offenders.None(loaded.Problems.Select(problem => problem.ToString()));
        Offenders.None(loaded.Value!.InsecureOptions);
        Assert.Equal(AgentMode.Enforce, loaded.Value.Mode);
        Assert.True(File.Exists(Path.Combine(folder, "README.md")));
    }
}
