namespace MLSecOps.Core.Findings;

/// <summary>A stable cause, the same in the command line, JSON, journal, MQTT and the reference docs. Every one is a row of <see cref="ReasonCatalogue"/>.</summary>
/// <param name="Code">SCREAMING_SNAKE, stable for ever.</param>
/// <param name="Class">What it means for whoever asked.</param>
/// <param name="Title">One line, lower case, no final period: what is the matter, without attacker's bytes.</param>
/// <param name="Meaning">Why it matters and how it is found; goes to the docs page.</param>
/// <param name="Next">What a person does next. Never a hint that weakens the check.</param>
public sealed record Reason(string Code, ReasonClass Class, string Title, string Meaning, string Next)
{
    /// <summary>The code.</summary>
    public override string ToString() => Code;
}
