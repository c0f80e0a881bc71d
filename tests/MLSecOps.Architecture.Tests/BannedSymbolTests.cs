using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace MLSecOps.Architecture.Tests;

/// <summary>Pure code touches no clock, randomness, file, network, environment, thread, task or logger: the lists are right, they are wired, and the analyser stops a breach.</summary>
public sealed class BannedSymbolTests
{
    private static readonly string Lists = Path.Combine(Repository.Root, "src/Build");

    public static TheoryData<string> Entries =>
        [.. File.ReadLines(Path.Combine(Lists, "BannedSymbols.Pure.txt")).Concat(File.ReadLines(Path.Combine(Lists, "BannedSymbols.Everywhere.txt"))).Where(line => line.Length > 0 && !line.StartsWith('#'))];

    /// <summary>The analyser ignores a line that names nothing, so a misspelt one would ban nothing.</summary>
    [Theory]
    [MemberData(nameof(Entries))]
    public void A_banned_symbol_exists_and_says_what_to_do(string entry)
    {
        Assert.Contains(';', entry);
        string id = entry[..entry.IndexOf(';')];
        Assert.NotEmpty(entry[(id.Length + 1)..].Trim());
        string name = id[2..];
        if (id[0] == 'N')
        {
            // Logging is in a package that pure projects do not even reference; the line is for the day when one does.
            Assert.True(name == "Microsoft.Extensions.Logging" || Types().Any(type => type.Namespace == name), $"no namespace {name}");
            return;
        }

        if (id[0] == 'T')
        {
            Assert.True(Types().Any(type => type.FullName == name), $"no type {name}");
            return;
        }

        string member = name.Contains('(') ? name[..name.IndexOf('(')] : name;
        string owner = member[..member.LastIndexOf('.')];
        Type type = Types().Single(candidate => candidate.FullName == owner);
        Assert.True(
            type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static).Any(candidate => DocumentationId(candidate) == id),
            $"no member {id}; there are {string.Join(", ", type.GetMembers().Select(DocumentationId).Where(other => other.StartsWith(id[..2] + member, StringComparison.Ordinal)))}");
    }

    /// <summary>What the build really gives the compiler for a pure project and for another one.</summary>
    [Theory]
    [InlineData("Core", true)]
    [InlineData("Linux", false)]
    public void The_lists_reach_the_compiler(string project, bool pure)
    {
        using JsonDocument items = JsonDocument.Parse(Run(
            "msbuild", $"{Repository.Root}/src/MLSecOps.{project}/MLSecOps.{project}.csproj", "-getItem:AdditionalFiles,GlobalAnalyzerConfigFiles,PackageReference"));
        string[] Names(string item) => [.. items.RootElement.GetProperty("Items").GetProperty(item).EnumerateArray().Select(entry => Path.GetFileName(entry.GetProperty("Identity").GetString()!))];

        string[] lists = Names("AdditionalFiles");
        Assert.Contains("BannedSymbols.Everywhere.txt", lists);
        Assert.Equal(pure, lists.Contains("BannedSymbols.Pure.txt"));
        Assert.Contains("House.globalconfig", Names("GlobalAnalyzerConfigFiles"));
        Assert.Contains("Microsoft.CodeAnalysis.BannedApiAnalyzers", Names("PackageReference"));
    }

    [Fact]
    public void Pure_projects_say_that_they_are()
    {
        string[] pure = [.. Repository.Projects.Values.Where(project => project.Layer == "pure").Select(project => project.Name).Order(StringComparer.Ordinal)];
        Assert.Equal(["Behaviour", "Contracts", "Core", "Formats", "Hub.Domain", "Trust"], pure);
    }

    /// <summary>The compiler itself, with the package, the lists and the severities of the build: every breach is an error, the clean line is not.</summary>
    [Fact]
    public void A_breach_does_not_compile()
    {
        string[] breaches =
        [
            "_ = System.IO.File.ReadAllText(\"a\");",
            "_ = System.Environment.GetEnvironmentVariable(\"a\");",
            "_ = System.DateTime.UtcNow;",
            "_ = System.DateTimeOffset.UtcNow;",
            "_ = System.Random.Shared.Next();",
            "_ = System.Security.Cryptography.RandomNumberGenerator.GetBytes(1);",
            "_ = System.Guid.NewGuid();",
            "_ = System.Threading.Tasks.Task.Run(() => 1);",
            "new System.Threading.Thread(() => { }).Start();",
            "_ = new System.Net.Http.HttpClient();",
            "_ = System.Diagnostics.Process.Start(\"a\");",
            "_ = System.Diagnostics.Stopwatch.GetTimestamp();",
            "_ = System.TimeProvider.System.GetUtcNow();",
            "System.Console.WriteLine();",
        ];
        string[] source = ["internal static class Probe", "{", "    internal static void Breach()", "    {", .. breaches, "_ = System.Math.Max(1, 2);", "    }", "}"];
        using TemporaryFolder folder = new();
        File.WriteAllLines(Path.Combine(folder.Path, "Probe.cs"), source);

        string package = Path.Combine(Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget/packages"),
            "microsoft.codeanalysis.bannedapianalyzers", PinnedVersion("Microsoft.CodeAnalysis.BannedApiAnalyzers"), "analyzers/dotnet");
        string[] analysers = Directory.GetFiles(package, "*.dll", SearchOption.AllDirectories);
        Assert.NotEmpty(analysers);
        string frameworkFolder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string output = Run(
            [
                Compiler(), "-nologo", "-target:library", $"-out:{folder.Path}/probe.dll", $"-analyzerconfig:{Lists}/House.globalconfig",
                $"-additionalfile:{Lists}/BannedSymbols.Everywhere.txt", $"-additionalfile:{Lists}/BannedSymbols.Pure.txt",
                .. analysers.Select(path => "-analyzer:" + path), .. Directory.GetFiles(frameworkFolder, "System*.dll").Select(path => "-reference:" + path),
                $"{folder.Path}/Probe.cs",
            ],
            expectedCode: 1);

        int first = Array.IndexOf(source, breaches[0]) + 1;
        for (int line = first; line < first + breaches.Length; line++)
        {
            Assert.Contains($"Probe.cs({line},", output, StringComparison.Ordinal);
        }

        Assert.DoesNotContain($"Probe.cs({first + breaches.Length},", output, StringComparison.Ordinal);
        Assert.All(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Contains("error RS0030", line));
    }

    private static IEnumerable<Type> Types() =>
        AppDomain.CurrentDomain.GetAssemblies()
            .Concat(new[] { "System.Net.Http", "System.Net.Sockets", "System.Diagnostics.Process", "System.Security.Cryptography", "System.Security.Cryptography.Pkcs", "System.Console", "System.Threading.Tasks.Parallel", "System.Threading.ThreadPool" }.Select(Assembly.Load))
            .Distinct().Where(assembly => !assembly.IsDynamic).SelectMany(assembly => assembly.GetExportedTypes());

    private static string DocumentationId(MemberInfo member)
    {
        string owner = member.DeclaringType!.FullName!;
        return member switch
        {
            MethodInfo method => $"M:{owner}.{method.Name}" + (method.GetParameters() is { Length: > 0 } list ? $"({string.Join(',', list.Select(parameter => parameter.ParameterType.FullName))})" : string.Empty),
            PropertyInfo => $"P:{owner}.{member.Name}",
            FieldInfo => $"F:{owner}.{member.Name}",
            _ => string.Empty,
        };
    }

    private static string PinnedVersion(string package) =>
        Repository.File("Directory.Packages.props").Lines.Single(line => line.Contains($"\"{package}\"", StringComparison.Ordinal)).Split("Version=\"")[1].Split('"')[0];

    private static string Compiler()
    {
        string root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../.."));
        return Directory.GetDirectories(Path.Combine(root, "sdk")).Select(sdk => Path.Combine(sdk, "Roslyn/bincore/csc.dll")).Where(File.Exists).OrderDescending(StringComparer.Ordinal).First();
    }

    private static string Run(params string[] arguments) => Run(arguments, expectedCode: 0);

    private static string Run(string[] arguments, int expectedCode)
    {
        using Process process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == expectedCode, $"dotnet {arguments[0]} ended with {process.ExitCode}: {output}{errors.GetAwaiter().GetResult()}");
        return output;
    }
}
