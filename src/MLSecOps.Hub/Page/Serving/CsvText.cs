using System.Buffers;
using System.Text;

namespace MLSecOps.Hub.Page.Serving;

/// <summary>CSV (RFC 4180) that a spreadsheet opens as the text it is: a cell that would begin a formula there begins with an apostrophe.</summary>
internal sealed class CsvText
{
    private static readonly SearchValues<char> Special = SearchValues.Create("\",\r\n;\t'");
    private readonly StringBuilder _text = new();

    /// <summary>With its header row.</summary>
    public CsvText(params ReadOnlySpan<string> names) => Row(names!);

    /// <summary>Adds a row; null is an empty cell. Values may come from devices.</summary>
    public CsvText Row(params ReadOnlySpan<string?> cells)
    {
        for (int index = 0; index < cells.Length; index++)
        {
            _text.Append(index == 0 ? string.Empty : ",").Append(Cell(cells[index] ?? string.Empty));
        }

        _text.Append("\r\n");
        return this;
    }

    public override string ToString() => _text.ToString();

    // Spreadsheets also find a formula behind leading blanks, and full-width signs are signs to some.
    private static string Cell(string value)
    {
        string shown = Text.VisibleText.Of(value, most: 4000);
        string trimmed = shown.TrimStart();
        if (trimmed.Length > 0 && trimmed[0] is '=' or '+' or '-' or '@' or '|' or '%' or '＝' or '＋' or '－' or '＠')
        {
            shown = "'" + shown;
        }

        return shown.AsSpan().ContainsAny(Special) || shown.Length != trimmed.Length ? $"\"{shown.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : shown;
    }
}
