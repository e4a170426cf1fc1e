import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.SimpleDateFormat;
import java.util.Date;

import de.unihd.dbs.heideltime.standalone.DocumentType;
import de.unihd.dbs.heideltime.standalone.HeidelTimeStandalone;
import de.unihd.dbs.heideltime.standalone.OutputType;
import de.unihd.dbs.heideltime.standalone.POSTagger;
import de.unihd.dbs.uima.annotator.heideltime.resources.Language;

/**
 * HeidelTime in one warm process: every document of a list, one after another.
 *
 * Arguments: config.props, NEWS or NARRATIVES, and a list of lines "file TAB day". Beside each file
 * its TimeML is written as file.tml; standard output has one line "file TAB seconds" for each. The
 * rules are loaded, and one short text is read, before the first clock starts.
 */
public class Warm {
    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        // HeidelTime itself prints; only the lines of seconds may reach standard output.
        System.setOut(System.err);
        HeidelTimeStandalone tagger = new HeidelTimeStandalone(Language.ENGLISH,
                DocumentType.valueOf(args[1]), OutputType.TIMEML, args[0], POSTagger.TREETAGGER);
        SimpleDateFormat day = new SimpleDateFormat("yyyy-MM-dd");
        tagger.process("It rained on Monday.", day.parse("2019-11-27"));
        for (String line : Files.readAllLines(Path.of(args[2]))) {
            String[] parts = line.split("\t");
            Path file = Path.of(parts[0]);
            String text = Files.readString(file);
            Date published = day.parse(parts[1]);
            long began = System.nanoTime();
            String found = tagger.process(text, published);
            double seconds = (System.nanoTime() - began) / 1e9;
            Files.writeString(Path.of(parts[0] + ".tml"), found);
            out.println(parts[0] + "\t" + seconds);
            out.flush();
        }
    }
}
