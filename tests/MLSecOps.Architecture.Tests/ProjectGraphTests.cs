namespace MLSecOps.Architecture.Tests;

/// <summary>The project graph, arrow by arrow. A new arrow or package is a decision: it is changed here, in its project and in the design together.</summary>
public sealed class ProjectGraphTests
{
    private static readonly string[] Device = ["Behaviour", "Configuration", "Contracts", "Core", "Formats", "Linux", "Sandbox", "Trust"];

    private static readonly Dictionary<string, (string Layer, string[] References, string[] Packages)> Graph = new()
    {
        ["Core"] = ("pure", [], []),
        ["Formats"] = ("pure", ["Core"], ["System.Formats.Cbor"]),
        ["Trust"] = ("pure", ["Core", "Formats"], ["System.Security.Cryptography.Pkcs"]),
        ["Behaviour"] = ("pure", ["Core"], []),
        ["Contracts"] = ("pure", ["Core"], []),
        ["Configuration"] = ("adapter", ["Core"], ["Tomlyn"]),
        ["Linux"] = ("adapter", ["Core"], []),
        // What applications link: no parser of models, no cryptography, no package.
        ["Client"] = ("adapter", ["Contracts", "Core", "Formats", "Linux"], []),
        ["Sandbox"] = ("adapter", ["Formats", "Linux"], []),
        ["Worker"] = ("exe", ["Behaviour", "Core", "Formats", "Linux"], ["Microsoft.ML.OnnxRuntime", "System.Numerics.Tensors"]),
        ["EdgeAgent"] = ("exe", Device, ["MQTTnet"]),
        ["Cli"] = ("exe", Device, ["System.CommandLine"]),
        ["Hub.Domain"] = ("pure", ["Contracts", "Core"], []),
        ["Hub.Storage"] = ("adapter", ["Hub.Domain"], ["Microsoft.Data.Sqlite"]),
        ["Hub"] = ("exe", [.. Device, "Hub.Domain", "Hub.Storage"], ["MQTTnet", "MQTTnet.Server"]),
    };

    public static TheoryData<string> Names => [.. Graph.Keys];

    [Fact]
    public void There_is_no_other_project() => Assert.Equal(Graph.Keys.Order(StringComparer.Ordinal), Repository.Projects.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_project_has_its_layer_its_arrows_and_its_packages_and_no_others(string name)
    {
        ProjectFile project = Repository.Projects[name];
        (string layer, string[] references, string[] packages) = Graph[name];

        Assert.Equal(layer, project.Layer);
        Assert.Equal(references.Order(StringComparer.Ordinal), project.References);
        Assert.Equal(packages.Order(StringComparer.Ordinal), project.Packages);
        Assert.Empty(project.Frameworks);
        Assert.Equal(name == "Hub" ? "Microsoft.NET.Sdk.Web" : "Microsoft.NET.Sdk", project.Sdk);
    }

    [Theory]
    [InlineData("Cli", "mlsec", true)]
    [InlineData("EdgeAgent", "mlsec-agent", true)]
    [InlineData("Worker", "mlsec-worker", true)]
    [InlineData("Hub", "mlsec-hub", false)]
    public void A_program_has_its_name_and_its_kind(string name, string program, bool nativeAot)
    {
        Assert.Equal(program, Repository.Projects[name].AssemblyName);
        Assert.Equal(nativeAot, Repository.Projects[name].NativeAot);
    }

    /// <summary>Also what comes in by another package's hand: the lock files have the whole closure.</summary>
    [Fact]
    public void Only_the_worker_gets_the_inference_engine()
    {
        IEnumerable<string> with = Repository.Files
            .Where(file => file.Name == "packages.lock.json" && file.Path.StartsWith("src/", StringComparison.Ordinal))
            .Where(file => file.Lines.Any(line => line.Contains("OnnxRuntime", StringComparison.OrdinalIgnoreCase)))
            .Select(file => file.Project);
        Assert.Equal(["Worker"], with);
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        IReadOnlyList<string> solution = Repository.File("MLSecOps.EdgeAgent.sln").Lines;
        IEnumerable<string> projects = Repository.Files.Select(file => file.Path)
            .Where(path => path.EndsWith(".csproj", StringComparison.Ordinal) && (path.StartsWith("src/", StringComparison.Ordinal) || path.StartsWith("tests/", StringComparison.Ordinal)));
        Assert.All(projects, path => Assert.Contains(solution, line => line.Replace('\\', '/').Contains($"\"{path}\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_project_has_a_committed_lock_file() =>
        Assert.All(Repository.Projects.Values, project => Assert.Contains(Repository.Files, file => file.Path == $"src/MLSecOps.{project.Name}/packages.lock.json"));
}
