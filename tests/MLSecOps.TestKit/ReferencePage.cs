namespace MLSecOps.TestKit;

/// <summary>A page of the reference docs that a test makes from what it measured. <c>UPDATE_GOLDEN=1</c> writes it; a page that lags behind fails.</summary>
public static class ReferencePage
{
    /// <summary>Compares the page.</summary>
    /// <param name="name">File name in <c>packaging/docs/reference</c>.</param>
    /// <param name="text">What it must say.</param>
    /// <exception cref="InvalidOperationException">It says something else.</exception>
    public static void Matches(string name, string text)
    {
        string path = Path.Combine(SharedVectors.RepositoryRoot, "packaging", "docs", "reference", name);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, text);
        }

        string[] wanted = text.Split('\n'), found = File.Exists(path) ? File.ReadAllText(path).Split('\n') : [];
        int line = wanted.Zip(found).TakeWhile(pair => pair.First == pair.Second).Count();
        if (line < Math.Max(wanted.Length, found.Length))
        {
            throw new InvalidOperationException(
                $"packaging/docs/reference/{name}, line {line + 1}, lags behind; UPDATE_GOLDEN=1 writes it\nwanted {wanted.ElementAtOrDefault(line)}\nfound  {found.ElementAtOrDefault(line)}");
        }
    }
}
