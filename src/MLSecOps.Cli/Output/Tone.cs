namespace MLSecOps.Cli.Output;

/// <summary>What the first word of a line means; colour only repeats it.</summary>
internal enum Tone
{
    Plain = 0,
    Good,
    Bad,
    Open,
}
