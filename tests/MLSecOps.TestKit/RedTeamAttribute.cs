namespace MLSecOps.TestKit;

/// <summary>Marks the test that makes an attack and sees it refused. The red-team page of the reference docs is made from these marks, one row each.</summary>
/// <param name="guarantee">The guarantee that is attacked (design §2): <c>G1</c> to <c>G10</c>.</param>
/// <param name="attack">What the attacker does, one line for people, no final period.</param>
/// <param name="stoppedBy">The type whose check stops it.</param>
/// <param name="reasons">The reason codes of the refusals, as in the catalogue; none when the defence is that nothing happens.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class RedTeamAttribute(string guarantee, string attack, Type stoppedBy, params string[] reasons) : Attribute
{
    /// <summary>The guarantee that is attacked.</summary>
    public string Guarantee { get; } = guarantee;

    /// <summary>What the attacker does.</summary>
    public string Attack { get; } = attack;

    /// <summary>The type whose check stops it.</summary>
    public Type StoppedBy { get; } = stoppedBy;

    /// <summary>The reason codes of the refusals.</summary>
    public IReadOnlyList<string> Reasons { get; } = reasons;
}
