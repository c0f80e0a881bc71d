namespace MLSecOps.Cli.Tests;

/// <summary>
/// A command-line transcript. Lines, in order: <c># comment</c>; <c>base</c> (copy the sample); <c>env NAME=VALUE</c>;
/// <c>mlsec …</c> or <c>sh …</c> (must succeed); <c>exit N mlsec …</c>; then about the last run: <c>stdout TEXT</c>, <c>stderr TEXT</c>
/// (is contained), <c>stdout-empty</c>, <c>stderr-empty</c>; about the folder: <c>exists PATH</c>. <c>!</c> before a condition negates it.
/// Words of mlsec lines are separated by single spaces.
/// </summary>
internal sealed class Transcript(string folder, SampleFixture sample)
{
    private readonly Mlsec _mlsec = new(folder);
    private MlsecRun _last = new(0, string.Empty, string.Empty);

    public async Task Play(string[] lines)
    {
        for (int number = 1; number <= lines.Length; number++)
        {
            string line = lines[number - 1].Trim();
            if (line.Length > 0 && !line.StartsWith('#'))
            {
                string? wrong = await Step(line);
                Assert.True(wrong is null, $"line {number}: {line}\n{wrong}\n{_last}");
            }
        }
    }

    private async Task<string?> Step(string line)
    {
        string[] parts = line.Split(' ', 2);
        string rest = parts.Length > 1 ? parts[1] : string.Empty;
        switch (parts[0])
        {
            case "base":
                await sample.CopyTo(folder);
                return null;
            case "env":
                _mlsec.Environment[rest.Split('=')[0]] = rest.Split('=', 2)[1];
                return null;
            case "mlsec":
                return await Mlsec(rest, 0);
            case "exit":
                string[] words = rest.Split(' ', 3);
                return words[1] == "mlsec" ? await Mlsec(words.Length > 2 ? words[2] : string.Empty, int.Parse(words[0])) : "exit N is followed by mlsec";
            case "sh":
                _last = await _mlsec.Shell(rest);
                return _last.ExitCode == 0 ? null : "the shell command failed";
            case "!":
                return Holds(rest) ? "does hold" : null;
            default:
                return Holds(line) ? null : "does not hold";
        }
    }

    private async Task<string?> Mlsec(string arguments, int expected)
    {
        _last = await _mlsec.Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return _last.ExitCode == expected ? null : $"expected exit code {expected}";
    }

    private bool Holds(string condition)
    {
        string[] parts = condition.Split(' ', 2);
        return parts[0] switch
        {
            "stdout" => _last.Output.Contains(parts[1], StringComparison.Ordinal),
            "stderr" => _last.Error.Contains(parts[1], StringComparison.Ordinal),
            "stdout-empty" => _last.Output.Length == 0,
            "stderr-empty" => _last.Error.Length == 0,
            "exists" => Path.Exists(Path.Combine(folder, parts[1])),
            _ => throw new InvalidDataException($"unknown step: {condition}"),
        };
    }
}
