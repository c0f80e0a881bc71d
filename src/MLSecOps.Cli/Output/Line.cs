namespace MLSecOps.Cli.Output;

/// <summary>One line of a result. <paramref name="Text"/> may hold text from outside: the printer escapes it. <paramref name="Word"/> comes before it and is ours.</summary>
internal sealed record Line(string Text, string Word = "", Tone Tone = Tone.Plain)
{
    public static implicit operator Line(string text) => new(text);
}
