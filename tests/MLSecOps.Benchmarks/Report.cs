using System.Globalization;
using System.Reflection;
using System.Text;

namespace MLSecOps.Benchmarks;

/// <summary>Prints a bench as a markdown table and records it under <c>artifacts/bench</c>; <c>UPDATE_GOLDEN=1</c> also into the reference docs.</summary>
internal static class Report
{
    public static string Root { get; } = typeof(Report).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!.TrimEnd('/');

    public static int Usage(params string[] names)
    {
        Console.Error.WriteLine($"usage: tests/run --bench {string.Join('|', names)}");
        return 2;
    }

    public static async Task<int> WriteAsync(string name, string title, Task<IReadOnlyList<Figure>> bench)
    {
        string machine = Machine();
        IReadOnlyList<Figure> figures = await bench;
        StringBuilder page = new($"# {title}\n\n<!-- UPDATE_GOLDEN=1 tests/run --bench {name} writes this page again. -->\n\n");
        page.Append("Medians. A run fails only below 0.8 of a target, because machines are busy; what is over budget says so.\n\n");
        page.Append("| figure | budget | measured | | for comparison | conditions |\n|---|---|---|---|---|---|\n");
        foreach (Figure figure in figures)
        {
            page.Append(figure.Row).Append('\n');
        }

        page.Append(CultureInfo.InvariantCulture, $"\n{machine}\n");
        Console.WriteLine(page);
        Directory.CreateDirectory(Path.Combine(Root, "artifacts/bench"));
        await File.WriteAllTextAsync(Path.Combine(Root, $"artifacts/bench/{name}.md"), page.ToString());
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            await File.WriteAllTextAsync(Path.Combine(Root, $"packaging/docs/reference/{name}.md"), page.ToString());
        }

        Figure[] failed = [.. figures.Where(figure => figure.Fails)];
        foreach (Figure figure in failed)
        {
            Console.Error.WriteLine($"{name}: {figure.Name} is below 0.8 of its target");
        }

        return failed.Length == 0 ? 0 : 1;
    }

    private static string Machine()
    {
        string processor = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown processor";
        string kernel = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        string load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
        long memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30;
        return $"Machine: {processor}, {Environment.ProcessorCount} cores, {memory} GiB, Linux {kernel}, load {load} at the start; .NET {Environment.Version}.";
    }
}
