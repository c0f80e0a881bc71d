using MLSecOps.Fuzz.Engine;

namespace MLSecOps.Fuzz;

/// <summary>What the program does beside running its tests.</summary>
internal static class Commands
{
    /// <summary>Writes the committed seeds again; what crashed once stays.</summary>
    public static int Seed(string[] names)
    {
        foreach (FuzzTarget target in Chosen(names))
        {
            string folder = Corpus.Folder(target.Name);
            Directory.CreateDirectory(folder);
            foreach (string old in Directory.GetFiles(folder).Where(file => !Path.GetFileName(file).StartsWith("crash-", StringComparison.Ordinal)))
            {
                File.Delete(old);
            }

            int bytes = 0;
            foreach ((string name, byte[] content) in target.MakeSeeds())
            {
                string path = Path.Combine(folder, name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllBytes(path, content);
                bytes += content.Length;
            }

            Console.WriteLine($"{target.Name}: {bytes} bytes");
        }

        return 0;
    }

    /// <summary>Mutates each target for a time; one line per target, as <c>tests/run --soak</c> counts them.</summary>
    /// <param name="time">Processor time for each, times <see cref="FuzzTarget.SoakShare"/>.</param>
    /// <param name="names">Targets; none for all.</param>
    public static int Soak(TimeSpan time, string[] names)
    {
        bool good = true;
        int number = Random.Shared.Next();
        foreach (FuzzTarget target in Chosen(names))
        {
            TimeSpan end = Environment.CpuUsage.TotalTime + (time * target.SoakShare);
            Fuzzer fuzzer = Fuzzer.Over(target, number);
            Crash? crash = fuzzer.Run(_ => Environment.CpuUsage.TotalTime < end);
            good &= crash is null;
            Console.WriteLine($"{(crash is null ? "ok" : "not ok")} fuzz {target.Name}: {fuzzer.Inputs} inputs, {fuzzer.Accepted} accepted, {fuzzer.Outcomes.Count} outcomes, {(time * target.SoakShare).TotalSeconds:F0} s of processor time, number {number}");
            if (crash is not null)
            {
                Console.WriteLine(Corpus.Save(target, crash));
            }
        }

        return good ? 0 : 1;
    }

    /// <summary>Gives one input to a target and says what it makes of it.</summary>
    public static int Replay(string name, byte[] input)
    {
        FuzzTarget target = FuzzTargets.Named(name);
        Crash? crash = Execution.Run(target, input, out Reading reading);
        Console.WriteLine(crash?.Detail ?? $"{reading.Outcome}{(reading.Fault is { } fault ? $", at byte {fault.Offset}, found {fault.Found ?? "-"}" : "")}");
        return crash is null ? 0 : 1;
    }

    /// <summary>Gives the input again during which the process ended.</summary>
    public static int ReplayLast(string name) => Replay(name, LastInput.Left(name));

    private static IEnumerable<FuzzTarget> Chosen(string[] names) => names.Length == 0 ? FuzzTargets.All : names.Select(FuzzTargets.Named);
}
