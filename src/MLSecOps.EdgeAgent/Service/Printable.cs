namespace MLSecOps.EdgeAgent.Service;

/// <summary>Text from outside made safe for a terminal and for a line of evidence: whatever could move the cursor, hide words or end the line is shown as its code, and so is the backslash that codes begin with.</summary>
internal static class Printable
{
    public static string Of(string text) =>
        string.Concat(text.Select(letter => letter is >= ' ' and < (char)0x7F and not '\\' ? letter.ToString() : $"\\u{(int)letter:x4}"));
}
