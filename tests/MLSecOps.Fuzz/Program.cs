using MLSecOps.Fuzz;

// Without one of these words the arguments are those of the test runner.
return args switch
{
    ["seed", .. string[] names] => Commands.Seed(names),
    ["soak", string seconds, .. string[] names] => Commands.Soak(TimeSpan.FromSeconds(int.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture)), names),
    ["replay", string target, string path] => Commands.Replay(target, File.ReadAllBytes(path)),
    ["replay-last", string target] => Commands.ReplayLast(target),
    _ => await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args),
};
