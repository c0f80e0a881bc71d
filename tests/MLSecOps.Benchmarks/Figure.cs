namespace MLSecOps.Benchmarks;

/// <summary>One row: a measured figure beside its budget and what others reach.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">Median; null when it could not be measured here, and <paramref name="Note"/> says why.</param>
/// <param name="Unit">Unit of value and target.</param>
/// <param name="Target">Budget or goal; null for what is only reported.</param>
/// <param name="AtLeast">True: more is better. False: less is better.</param>
/// <param name="Peer">For comparison; measured in the same run where it says so.</param>
/// <param name="Note">Runs, conditions, what differs from the budget's own conditions.</param>
internal sealed record Figure(string Name, double? Value, string Unit, double? Target, bool AtLeast = false, string Peer = "", string Note = "")
{
    /// <summary>1 when exactly on target, more when better.</summary>
    public double? Score => Value is not { } value || Target is not { } target ? null : AtLeast ? value / target : value == 0 ? double.PositiveInfinity : target / value;

    /// <summary>Ordinary runs fail only here: the machine may be busy.</summary>
    public bool Fails => Score < 0.8;

    /// <summary>A row of the markdown table.</summary>
    public string Row =>
        $"| {Name} | {(Target is { } target ? $"{(AtLeast ? "≥" : "≤")} {Number(target)} {Unit}" : "reported")} | {(Value is { } value ? $"{Number(value)} {Unit}" : "not measured")} | {Mark} | {Peer} | {Note} |";

    private string Mark => Score switch { null => "-", >= 1 => "within", >= 0.8 => "over, within 1/0.8", _ => "**over**" };

    private static string Number(double value) => value switch { >= 100 => $"{value:F0}", >= 10 => $"{value:F1}", _ => $"{value:0.0##}" };
}
