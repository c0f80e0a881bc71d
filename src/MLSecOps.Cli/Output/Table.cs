namespace MLSecOps.Cli.Output;

/// <summary>Rows as aligned columns without borders, one record to a line.</summary>
internal static class Table
{
    /// <summary>Pads every column but the last to its widest cell, at most <paramref name="most"/> characters.</summary>
    public static IEnumerable<string> Align(IReadOnlyList<string[]> rows, string indent = "", int most = 44)
    {
        int columns = rows.Count == 0 ? 0 : rows.Max(row => row.Length);
        int[] widths = [.. Enumerable.Range(0, columns).Select(column => Math.Min(most, rows.Max(row => column < row.Length ? row[column].Length : 0)))];
        return rows.Select(row => (indent + string.Join("  ", row.Select((cell, column) => column == row.Length - 1 ? cell : cell.PadRight(widths[column])))).TrimEnd());
    }
}
