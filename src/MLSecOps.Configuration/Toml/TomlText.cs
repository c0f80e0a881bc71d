using System.Globalization;
using System.Text;

namespace MLSecOps.Configuration.Toml;

/// <summary>Prints values as TOML, so that what is shown can be pasted into a file.</summary>
internal static class TomlText
{
    public static string Of(string text)
    {
        StringBuilder quoted = new("\"");
        foreach (char c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                _ when char.IsControl(c) => "\\u" + ((int)c).ToString("X4", CultureInfo.InvariantCulture),
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    public static string Of(int number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Of(TimeSpan duration) => Of(Units.Print(duration));

    public static string OfSize(long bytes) => Of(Units.Print(bytes));

    public static string Of(IReadOnlyList<string> texts) => $"[{string.Join(", ", texts.Select(Of))}]";
}
