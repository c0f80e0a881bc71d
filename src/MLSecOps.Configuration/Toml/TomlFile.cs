using MLSecOps.Core.Findings;
using Tomlyn;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace MLSecOps.Configuration.Toml;

/// <summary>Reads one TOML text into a flat list of keys with places, without reflection. Problems are collected, never thrown.</summary>
internal static class TomlFile
{
    /// <summary>Parses <paramref name="text"/> of <paramref name="file"/>. Entries of a text with syntax errors are still returned as far as they could be read, so that every problem shows at once.</summary>
    public static List<TomlEntry> Parse(string file, string text, List<ConfigurationProblem> problems)
    {
        DocumentSyntax document;
        try
        {
            document = SyntaxParser.Parse(text, file, validate: true);
        }
        catch (Exception inside) when (inside is ArgumentException or InvalidOperationException or FormatException or OverflowException or IndexOutOfRangeException or TomlException)
        {
            // Tomlyn 2.10 throws for some bad texts, such as a backslash at the very end, instead of saying where.
            problems.Add(new ConfigurationProblem(ConfigurationReasons.Syntax, file, 0, 0, "the text cannot be read as TOML"));
            return [];
        }

        foreach (DiagnosticMessage message in document.Diagnostics)
        {
            if (message.Kind == DiagnosticMessageKind.Error)
            {
                (int line, int column) = PlaceOf(message.Span);
                problems.Add(new ConfigurationProblem(ConfigurationReasons.Syntax, file, line, column, Plain(message.Message)));
            }
        }

        List<TomlEntry> entries = [];
        foreach (KeyValueSyntax pair in document.KeyValues)
        {
            Add(file, string.Empty, pair, entries);
        }

        foreach (TableSyntaxBase table in document.Tables)
        {
            AddTable(file, table, entries, problems);
        }

        return entries;
    }

    private static void AddTable(string file, TableSyntaxBase table, List<TomlEntry> entries, List<ConfigurationProblem> problems)
    {
        if (table.Name is null)
        {
            return; // A header without a name is a syntax error that is reported already.
        }

        string prefix = Name(table.Name);
        if (table is TableArraySyntax)
        {
            (int line, int column) = PlaceOf(table.Span);
            problems.Add(new ConfigurationProblem(ConfigurationReasons.UnknownKey, file, line, column, $"no list of tables is called [[{prefix}]]"));
            return;
        }

        foreach (KeyValueSyntax pair in table.Items)
        {
            Add(file, prefix + ".", pair, entries);
        }
    }

    private static void Add(string file, string prefix, KeyValueSyntax pair, List<TomlEntry> entries)
    {
        if (pair.Key is null || pair.Value is null)
        {
            return; // Half a pair is a syntax error that is reported already.
        }

        string key = prefix + Name(pair.Key);
        if (pair.Value is InlineTableSyntax inline)
        {
            foreach (InlineTableItemSyntax item in inline.Items)
            {
                if (item.KeyValue is not null)
                {
                    Add(file, key + ".", item.KeyValue, entries);
                }
            }

            return;
        }

        (int line, int column) = PlaceOf(pair.Key.Span);
        entries.Add(new TomlEntry(key, Value(pair.Value), file, line, column));
    }

    private static TomlValue Value(ValueSyntax syntax)
    {
        (int line, int column) = PlaceOf(syntax.Span);
        return syntax switch
        {
            StringValueSyntax text => new TomlValue(TomlKind.Text, text.Value ?? string.Empty, 0, false, [], line, column),
            IntegerValueSyntax integer => new TomlValue(TomlKind.Integer, string.Empty, integer.Value, false, [], line, column),
            BooleanValueSyntax boolean => new TomlValue(TomlKind.Boolean, string.Empty, 0, boolean.Value, [], line, column),
            ArraySyntax array => new TomlValue(TomlKind.Array, string.Empty, 0, false, Items(array), line, column),
            _ => new TomlValue(TomlKind.Other, string.Empty, 0, false, [], line, column),
        };
    }

    private static List<TomlValue> Items(ArraySyntax array)
    {
        List<TomlValue> items = [];
        foreach (ArrayItemSyntax item in array.Items)
        {
            if (item.Value is not null)
            {
                items.Add(Value(item.Value));
            }
        }

        return items;
    }

    private static string Name(KeySyntax key)
    {
        List<string> parts = [Part(key.Key)];
        foreach (DottedKeyItemSyntax item in key.DotKeys)
        {
            parts.Add(Part(item.Key));
        }

        return string.Join('.', parts);
    }

    private static string Part(BareKeyOrStringValueSyntax? part) => part switch
    {
        BareKeySyntax bare => bare.Key?.Text ?? string.Empty,
        StringValueSyntax text => text.Value ?? string.Empty,
        _ => string.Empty,
    };

    // Tomlyn counts from 0; editors and compilers from 1.
    private static (int Line, int Column) PlaceOf(SourceSpan span) => (span.Start.Line + 1, span.Start.Column + 1);

    private static string Plain(string message)
    {
        string line = message.ReplaceLineEndings(" ").Trim().TrimEnd('.');
        return line.Length > 1 && char.IsUpper(line[0]) && char.IsLower(line[1]) ? char.ToLowerInvariant(line[0]) + line[1..] : line;
    }
}
