using System.Text.Json;

namespace MLSecOps.Formats.Inspection;

/// <summary>Cuts texts and lists to a report's limits and remembers that it did.</summary>
internal sealed class ReportCut(Utf8JsonWriter json)
{
    private const char Replacement = '�';

    /// <summary>Whether anything was cut.</summary>
    internal bool Happened { get; private set; }

    /// <summary>Writes a text as a member.</summary>
    internal void Text(string name, string text) => json.WriteString(name, Cut(text));

    /// <summary>Writes a text as an element.</summary>
    internal void Element(string text) => json.WriteStringValue(Cut(text));

    /// <summary>Writes a list, as much of it as its limits take.</summary>
    internal void List<T>(string name, IReadOnlyList<T> list, int maxCount, int maxBytes, Action<T> write) =>
        Happened |= Counted(name, list, maxCount, maxBytes, write) < list.Count;

    /// <summary>Writes a list, as much of it as its limits take, and gives how many elements that were. The last may reach over <paramref name="maxBytes"/>.</summary>
    internal int Counted<T>(string name, IReadOnlyList<T> list, int maxCount, int maxBytes, Action<T> write)
    {
        json.WriteStartArray(name);
        long end = json.BytesCommitted + json.BytesPending + maxBytes;
        int count = 0;
        while (count < list.Count && count < maxCount && json.BytesCommitted + json.BytesPending < end)
        {
            write(list[count++]);
        }

        json.WriteEndArray();
        return count;
    }

    // A name that was cut elsewhere can end in half a character, which JSON cannot carry.
    private string Cut(string text)
    {
        if (text.Length > InspectionLimits.TextLength)
        {
            Happened = true;
            text = string.Concat(text.AsSpan(0, InspectionLimits.TextLength - 1), "…");
        }

        for (int index = 0; index < text.Length; index++)
        {
            if (char.IsSurrogate(text[index]))
            {
                return WholeCharacters(text);
            }
        }

        return text;
    }

    private static string WholeCharacters(string text) => string.Create(text.Length, text, static (output, source) =>
    {
        for (int index = 0; index < source.Length; index++)
        {
            bool pair = index + 1 < source.Length && char.IsSurrogatePair(source[index], source[index + 1]);
            output[index] = char.IsSurrogate(source[index]) && !pair ? Replacement : source[index];
            if (pair)
            {
                output[index + 1] = source[index + 1];
                index++;
            }
        }
    });
}
